namespace ImageTagging;

/// <summary>A tag as it was learned: a rule over a picture's vector and labels, where it came from and how good it is.</summary>
public sealed record TaughtTag
{
    /// <summary>The name that answers of taught tags have in records: <c>taught</c>.</summary>
    public const string TaggerName = "taught";

    /// <summary>The tag, in its normal form.</summary>
    public required string Tag { get; init; }

    /// <summary>The version, from 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The space of the vectors that it is about.</summary>
    public required string Space { get; init; }

    /// <summary>The amounts that each component of a vector of length 1 adds to the log-odds.</summary>
    public required IReadOnlyList<float> Weights { get; init; }

    /// <summary>The amounts that each label of other taggers adds to the log-odds, by its share of the picture's labels' confidences.</summary>
    public IReadOnlyDictionary<string, float> LabelWeights { get; init; } = new Dictionary<string, float>();

    /// <summary>The log-odds of a picture of which nothing speaks.</summary>
    public float Bias { get; init; }

    /// <summary>The confidence from which on a picture has the tag, 30–100.</summary>
    public required double Threshold { get; init; }

    /// <summary>How many examples said yes.</summary>
    public int Yes { get; init; }

    /// <summary>How many examples said no.</summary>
    public int No { get; init; }

    /// <summary>How many pictures without the tag were taken for no, as nobody or hardly anybody said no.</summary>
    public int Presumed { get; init; }

    /// <summary>The query that found examples of yes; null where there was none.</summary>
    public string? YesQuery { get; init; }

    /// <summary>The query that found examples of no; null where there was none.</summary>
    public string? NoQuery { get; init; }

    /// <summary>The measured quality; null where there were too few examples to hold any back.</summary>
    public TaughtQuality? Quality { get; init; }

    /// <summary>Doubts about it, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Who taught it.</summary>
    public required string By { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
