# SPDX-License-Identifier: BSD-3-Clause
# find_package(inlay) gives inlay::inlay (everything that is installed here) and inlay::core (no dependency at all:
# <inlay/embedded.hpp>).
include("${CMAKE_CURRENT_LIST_DIR}/inlayTargets.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/inlayDependencies.cmake")
if(NOT TARGET inlay::dependencies)
  add_library(inlay::dependencies INTERFACE IMPORTED)
  inlay_link_dependencies(inlay::dependencies)
  target_link_libraries(inlay::inlay INTERFACE inlay::dependencies)
endif()
