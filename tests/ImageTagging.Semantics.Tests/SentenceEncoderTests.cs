using System.Numerics.Tensors;

namespace ImageTagging.Semantics.Tests;

public sealed class SentenceEncoderTests
{
    [Fact]
    public void What_everyday_words_have_in_common_is_as_shipped()
    {
        using var encoder = SentenceEncoder.Load();
        var common = encoder.WorkOutCommon();

        // Processors round the model's small whole numbers in their own ways.
        Assert.InRange(TensorPrimitives.Distance<float>(common, encoder.Shipped.Span), 0, 0.02f);
    }
}
