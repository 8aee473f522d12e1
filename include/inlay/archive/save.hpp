// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/archive/binary.hpp>
#include <inlay/archive/config.hpp>
#include <inlay/archive/contents.hpp>
#include <inlay/archive/json.hpp>
#include <inlay/archive/subject.hpp>
#include <inlay/core/config.hpp>
#include <inlay/hosted/file.hpp>
#include <inlay/hosted/model.hpp>
#include <string>
#include <string_view>

// A file whose name ends in .json is written and read as JSON, every other one in the binary form of docs/archives.md.
// Files are replaced whole or not at all; after an error the model and the configuration are as they were. Errors are
// inlay::error and start with the file's name:
//
//     digits.inlay: layer 3: the file has dense<64>, this program has dense<128>

namespace inlay::inline INLAY_ABI {
namespace archive {

template <class T>
form<T> form_of(std::string_view path) {
    if (!path.ends_with(".json")) return binary_form<T>();
    return {&encode_json<T>, &decode_json<T>, 64};
}

}  // namespace archive

/// Everything about a model in one file: its weights (statistics included), its structure, one sample with the network's
/// answer, and with further arguments the configuration of its training and the state of its trainer for an exact
/// resume. `config` is a configuration{loss, optimizer, options}, or any object that lists its settings.
template <class Net, class T>
void save(const model<Net, T>& m, const std::string& path) {
    archive::save_as(archive::form_of<T>(path), m, path, archive::nothing, archive::nothing);
}
template <class Net, class T, archive::Configurable Config>
void save(const model<Net, T>& m, const std::string& path, const Config& config) {
    archive::save_as(archive::form_of<T>(path), m, path, config, archive::nothing);
}
template <class Net, class T, archive::Configurable Config, class Trainer>
void save(const model<Net, T>& m, const std::string& path, const Config& config, Trainer& trainer) {
    archive::save_as(archive::form_of<T>(path), m, path, config, trainer);
}

/// Loads what save wrote; with a configuration or trainer, these too, which the file must have then. Refuses files that
/// are damaged, of another network, of a wider number type, with weights that are not finite, and files that this
/// program computes something else from than the one that saved them.
template <class Net, class T>
void load(model<Net, T>& m, const std::string& path, const load_options& options = {}) {
    archive::load_as(archive::form_of<T>(path), m, path, archive::nothing, archive::nothing, options);
}
template <class Net, class T, archive::Configurable Config>
void load(model<Net, T>& m, const std::string& path, Config& config, const load_options& options = {}) {
    archive::load_as(archive::form_of<T>(path), m, path, config, archive::nothing, options);
}
template <class Net, class T, archive::Configurable Config, class Trainer>
    requires(!std::is_same_v<Trainer, const load_options> && !std::is_same_v<Trainer, load_options>)
void load(model<Net, T>& m, const std::string& path, Config& config, Trainer& trainer,
          const load_options& options = {}) {
    archive::load_as(archive::form_of<T>(path), m, path, config, trainer, options);
}

/// The weights alone; files of save load too.
template <class Net, class T>
void save_weights(const model<Net, T>& m, const std::string& path) {
    save(m, path);
}
template <class Net, class T>
void load_weights(model<Net, T>& m, const std::string& path, const load_options& options = {}) {
    load(m, path, options);
}

/// The structure alone, as JSON: for each layer its name, settings, output shape and number of parameters, for each
/// tensor its role and shape.
template <Network Net>
void save_structure(const std::string& path) {
    write_file_atomically(path, archive::encode_structure(archive::structure_of<Net>()));
}
template <class Net, class T>
void save_structure(const model<Net, T>&, const std::string& path) {
    save_structure<Net>(path);
}

/// Throws an error with the first difference unless the file holds the structure of this network.
template <Network Net>
void check_structure(const std::string& path) {
    const archive::structure_record program = archive::structure_of<Net>();
    const archive::structure_record theirs = archive::decode_structure(path, read_file(path, std::size_t{64} << 20));
    archive::check_structure_text(path, structure_text(theirs), program);
    archive::check_structure_hash(path, theirs.hash, program);
}
template <class Net, class T>
void check_structure(const model<Net, T>&, const std::string& path) {
    check_structure<Net>(path);
}

/// The configuration of a training alone, as JSON. Loading takes an object of the same kind and changes its values; the
/// names of loss and optimiser must be the same.
template <archive::Configurable Config>
void save_config(const Config& config, const std::string& path) {
    write_file_atomically(path, archive::encode_configuration(archive::settings_of(config)));
}
template <archive::Configurable Config>
void load_config(Config& config, const std::string& path) {
    config = archive::with_settings(path, config,
                                    archive::decode_configuration(path, read_file(path, std::size_t{16} << 20)));
}

}  // namespace inlay::inline INLAY_ABI
