namespace ImageTagging.Onnx;

/// <summary>
/// How a detector's outputs are read: either boxes, scores and classes in outputs of their own, or all in one output
/// (<see cref="Combined"/>), as the YOLO family does.
/// </summary>
public sealed record DetectorOutput
{
    /// <summary>The output with four numbers a box.</summary>
    public string? Boxes { get; set; }

    /// <summary>The output with a score a box, or one for each box and class where there is no <see cref="Classes"/>.</summary>
    public string? Scores { get; set; }

    /// <summary>The output with a class number a box; null where the scores tell.</summary>
    public string? Classes { get; set; }

    /// <summary>The one output with, for each box, four numbers, maybe an objectness, and a score for each class.</summary>
    public string? Combined { get; set; }

    /// <summary>True if a combined output has a box a column (YOLOv8: 84 × 8,400) rather than a box a row.</summary>
    /// <value>The default is false.</value>
    public bool Columns { get; set; }

    /// <summary>True if a combined output has an objectness behind the box, with which the scores are multiplied.</summary>
    /// <value>The default is false.</value>
    public bool Objectness { get; set; }

    /// <summary>The meaning of a box's four numbers.</summary>
    /// <value>The default is <see cref="BoxFormat.Xyxy"/>.</value>
    public BoxFormat BoxFormat { get; set; }

    /// <summary>The unit of these numbers.</summary>
    /// <value>The default is <see cref="BoxUnits.Pixels"/>.</value>
    public BoxUnits BoxUnits { get; set; }

    /// <summary>The function that turns scores into probabilities.</summary>
    /// <value>The default is <see cref="Onnx.Activation.None"/>.</value>
    public Activation Activation { get; set; }

    /// <summary>The class number of the first label: 1 where 0 is the background.</summary>
    /// <value>The default is 0.</value>
    public int FirstClass { get; set; }

    /// <summary>
    /// Of two boxes of one class that overlap by more than this (intersection over union, 0–1) only the surer is kept; null to keep all.
    /// </summary>
    public double? Overlap { get; set; }
}
