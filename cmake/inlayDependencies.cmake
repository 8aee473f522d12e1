# SPDX-License-Identifier: BSD-3-Clause
# What inlay can use, where it is installed; a program without one of them loses that feature alone. Read by inlay's
# own CMakeLists.txt and by the installed package, so that the machine that builds the program decides.

# Links to `target` whatever is found; inlay_FOUND_DEPENDENCIES lists that.
function(inlay_link_dependencies target)
  set(found "")
  foreach(name IN ITEMS xsimd xtensor cereal ZLIB Threads)
    find_package(${name} QUIET)
    foreach(candidate IN ITEMS ${name}::${name} ${name})
      if(TARGET ${candidate})
        target_link_libraries(${target} INTERFACE ${candidate})
        list(APPEND found ${name})
        break()
      endif()
    endforeach()
  endforeach()
  if("ZLIB" IN_LIST found)
    target_compile_definitions(${target} INTERFACE INLAY_ZLIB=1) # data/gz.hpp calls zlib only if it is linked
  endif()
  set(inlay_FOUND_DEPENDENCIES "${found}" PARENT_SCOPE)
endfunction()
