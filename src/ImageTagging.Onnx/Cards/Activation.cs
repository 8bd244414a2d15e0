namespace ImageTagging.Onnx;

/// <summary>A function that turns a model's numbers into probabilities.</summary>
public enum Activation
{
    /// <summary>They are probabilities already.</summary>
    None,

    /// <summary>The sigmoid of each: several labels may hold at once.</summary>
    Sigmoid,

    /// <summary>The softmax of all: one label holds.</summary>
    Softmax,
}
