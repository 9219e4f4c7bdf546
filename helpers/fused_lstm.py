"""A layer that computes what `keras.layers.LSTM` does, in fewer operations.

On a processor Keras runs an LSTM as a loop of small TensorFlow operations;
for the sizes of these lessons, calling them costs as much as their arithmetic.
TensorFlow also has one operation for all time steps, `BlockLSTMV2`. Import
this after `runtime.start`: it loads Keras.
"""

from typing import Any

import keras


@keras.saving.register_keras_serializable("helpers")
class FusedLSTM(keras.layers.LSTM):
    """A `keras.layers.LSTM` whose time steps are one operation.

    Weights, their start, arguments and results are those of Keras's layer;
    sums are rounded otherwise. On another backend than TensorFlow, and where
    TensorFlow sees a GPU, it *is* Keras's layer.

    ValueError: an argument that the one operation does not know.
    """

    def __init__(self, units: int, **arguments: Any) -> None:
        super().__init__(units, **arguments)
        wanted = {
            "activation": (self.activation, keras.activations.tanh),
            "recurrent_activation": (
                self.recurrent_activation,
                keras.activations.sigmoid,
            ),
            "use_bias": (self.use_bias, True),
            "recurrent_dropout": (self.recurrent_dropout, 0),
            "unroll": (self.unroll, False),
            "dtype": (self.compute_dtype, "float32"),
        }
        for name, (given, known) in wanted.items():
            if given != known:
                shown = getattr(known, "__name__", known)
                raise ValueError(
                    f"{name}={arguments.get(name, given)!r} is not known to "
                    f"FusedLSTM, only {shown!r}; use keras.layers.LSTM."
                )

    def inner_loop(
        self,
        sequences: Any,
        initial_state: Any,
        mask: Any,
        training: bool = False,
    ) -> tuple[Any, Any, list[Any]]:
        """Return the last h, h of every step, and the states; as Keras does.

        `sequences` (samples, steps, features), `mask` (samples, steps) or
        None; `RNN.call` brings them here.
        """
        if not _one_operation_is_best():
            return super().inner_loop(sequences, initial_state, mask, training)
        if training and self.dropout:
            dropped = self.cell.get_dropout_mask(sequences[:, 0, :])
            sequences = sequences * keras.ops.expand_dims(dropped, 1)
        if keras.tree.is_nested(mask):
            mask = mask[0]
        if mask is not None:
            mask = keras.ops.cast(mask, "bool")
        if self.go_backwards:
            sequences = keras.ops.flip(sequences, 1)
            mask = None if mask is None else keras.ops.flip(mask, 1)
        if mask is None:
            h, c = self._all_steps(sequences, *initial_state)
            return h[:, -1], h, [h[:, -1], c[:, -1]]
        return self._steps_that_count(sequences, mask, *initial_state)

    def _all_steps(self, x: Any, h0: Any, c0: Any) -> tuple[Any, Any]:
        import tensorflow as tf

        w = tf.concat([self.cell.kernel, self.cell.recurrent_kernel], 0)
        h, c = _block(tf.transpose(x, [1, 0, 2]), c0, h0, w, self.cell.bias)
        return tf.transpose(h, [1, 0, 2]), tf.transpose(c, [1, 0, 2])

    def _steps_that_count(
        self, x: Any, mask: Any, h0: Any, c0: Any
    ) -> tuple[Any, Any, list[Any]]:
        """Move the steps that count to the front, and the answers back."""
        import tensorflow as tf

        order = tf.argsort(tf.cast(~mask, tf.int32), stable=True)
        h, c = self._all_steps(tf.gather(x, order, batch_dims=1), h0, c0)
        # After n steps that count, the states are the n-th; 0: the given
        # ones, but Keras's output is 0 until the first step that counts.
        n = tf.cumsum(tf.cast(mask, tf.int32), axis=1)
        outputs = tf.concat([tf.zeros_like(h[:, :1]), h], 1)
        outputs = tf.gather(outputs, n, batch_dims=1)
        states = [
            tf.gather(
                tf.concat([s0[:, tf.newaxis], s], 1), n[:, -1], batch_dims=1
            )
            for s0, s in ((h0, h), (c0, c))
        ]
        if self.zero_output_for_mask:
            outputs = tf.where(mask[:, :, tf.newaxis], outputs, 0.0)
        return outputs[:, -1], outputs, states


def _block(*given: Any) -> tuple[Any, Any]:
    """Return h and c of every step, for x (steps, samples, features).

    The gradient is called by name: the one that TensorFlow 2.21 has on
    record for `BlockLSTMV2` is that of `BlockLSTM`, which has the gates in
    another order, and is wrong here.
    """
    import tensorflow as tf

    @tf.custom_gradient
    def block(x: Any, c0: Any, h0: Any, w: Any, b: Any) -> Any:
        inputs = {
            "seq_len_max": tf.cast(tf.shape(x)[0], tf.int64),
            "x": x,
            "cs_prev": c0,
            "h_prev": h0,
            "w": w,
            "b": b,
            "use_peephole": False,
        }
        # The weights with which gates could look at c: Keras has none.
        inputs |= dict.fromkeys(("wci", "wcf", "wco"), tf.zeros_like(c0[0]))
        steps = tf.raw_ops.BlockLSTMV2(cell_clip=0.0, **inputs)

        def gradient(dh: Any, dc: Any) -> list[Any]:
            found = tf.raw_ops.BlockLSTMGradV2(
                **inputs, **steps._asdict(), h_grad=dh, cs_grad=dc
            )
            names = "x_grad", "cs_prev_grad", "h_prev_grad", "w_grad", "b_grad"
            return [getattr(found, name) for name in names]

        return (steps.h, steps.cs), gradient

    return block(*map(tf.convert_to_tensor, given))


def _one_operation_is_best() -> bool:
    if keras.backend.backend() != "tensorflow":
        return False
    import tensorflow as tf

    return not tf.config.get_visible_devices("GPU")
