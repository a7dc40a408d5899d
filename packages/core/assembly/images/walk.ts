/**
 * How a convolution walks over its input, for the image under way: set by `convolutionOf` and read by the tiles, whose
 * arguments would else be too many.
 */
@unmanaged
class Walk {
  kernel: i32
  /** Bytes from a row of the input to the next. */
  rowBytes: usize
  /** Runs of floats in one row of the window: 1 where pixels have no gaps, else one for each of its pixels. */
  runs: i32
  runBytes: usize
  /** Bytes from a run to the next. */
  runStep: usize
  /** The least value of the result: 0 for a ReLU, else −∞. */
  least: f32
}

export const walk = changetype<Walk>(memory.data(offsetof<Walk>()))
