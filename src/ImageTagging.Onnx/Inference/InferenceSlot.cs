using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ImageTagging.Onnx.Inference;

/// <summary>The memory of one picture at a time: its pixels, and the input tensor over them. Pooled, never shared.</summary>
internal sealed class InferenceSlot : IDisposable
{
    private readonly Action<InferenceSlot> _fill;

    private InferenceSlot(byte[] pixels, OrtValue input, Action<InferenceSlot> fill) =>
        (Pixels, Input, _fill) = (pixels, input, fill);

    public byte[] Pixels { get; }

    public OrtValue Input { get; }

    /// <summary>Puts the pixels into the tensor.</summary>
    public void Fill() => _fill(this);

    public static InferenceSlot Create(ModelInput input, TensorElementType type, PixelConverter converter)
    {
        var pixels = new byte[input.Width * input.Height * 3];
        long[] shape = input.Layout == TensorLayout.Nhwc ? [1, input.Height, input.Width, 3] : [1, 3, input.Height, input.Width];
        switch (type)
        {
            case TensorElementType.UInt8:
                var bytes = GC.AllocateUninitializedArray<byte>(pixels.Length, pinned: true);
                return new(
                    pixels,
                    OrtValue.CreateTensorValueFromMemory(bytes, shape),
                    slot => converter.Convert(slot.Pixels, bytes.AsSpan())
                );
            case TensorElementType.Float16:
                var halves = GC.AllocateUninitializedArray<Float16>(pixels.Length, pinned: true);
                return new(
                    pixels,
                    OrtValue.CreateTensorValueFromMemory(halves, shape),
                    slot => converter.Convert(slot.Pixels, MemoryMarshal.Cast<Float16, Half>(halves.AsSpan()))
                );
            default:
                var floats = GC.AllocateUninitializedArray<float>(pixels.Length, pinned: true);
                return new(
                    pixels,
                    OrtValue.CreateTensorValueFromMemory(floats, shape),
                    slot => converter.Convert(slot.Pixels, floats.AsSpan())
                );
        }
    }

    public void Dispose() => Input.Dispose();
}
