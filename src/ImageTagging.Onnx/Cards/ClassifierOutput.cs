namespace ImageTagging.Onnx;

/// <summary>How a classifier's output is read.</summary>
public sealed record ClassifierOutput
{
    /// <summary>The output with a number for each label; null for the model's only one.</summary>
    public string? Output { get; set; }

    /// <summary>The function that turns the numbers into probabilities.</summary>
    /// <value>The default is <see cref="Onnx.Activation.None"/>.</value>
    public Activation Activation { get; set; }
}
