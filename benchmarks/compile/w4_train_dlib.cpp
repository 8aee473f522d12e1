// SPDX-License-Identifier: BSD-3-Clause
// Compiled, never run: the same as w4_train.cpp in dlib.
#include <dlib/dnn.h>

template <long Units, class Below>
using hidden = dlib::relu<dlib::fc<Units, Below>>;
template <long Filters, class Below>
using stage = dlib::max_pool<2, 2, 2, 2, dlib::relu<dlib::add_layer<dlib::con_<Filters, 5, 5, 1, 1, 0, 0>, Below>>>;
using lenet = dlib::loss_multiclass_log<
    dlib::fc<10, hidden<84, hidden<120, stage<16, stage<6, dlib::input<dlib::matrix<float>>>>>>>>;

int main() {
    lenet net;
    dlib::dnn_trainer<lenet, dlib::adam> trainer(net, dlib::adam(0, 0.9f, 0.999f));
    trainer.set_mini_batch_size(64);
    trainer.set_max_num_epochs(1);
    const std::vector<dlib::matrix<float>> images(640, dlib::zeros_matrix<float>(28, 28));
    const std::vector<unsigned long> labels(640);
    trainer.train(images, labels);
    return static_cast<int>(net(images[0]));
}
