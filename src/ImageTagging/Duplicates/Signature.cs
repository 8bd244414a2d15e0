using System.Runtime.CompilerServices;
using ImageTagging.Indexing;

namespace ImageTagging.Duplicates;

/// <summary>The compared parts of a picture.</summary>
internal struct Signature
{
    /// <summary>The signs of its embedding, turned.</summary>
    public SignWords Signs;

    /// <summary>64 bits that stand for its name.</summary>
    public ulong Name;

    /// <summary>Its look; all bits where there is none.</summary>
    public ulong Look;

    /// <summary>Its bytes' hash; 0 where it is not known.</summary>
    public ulong Content;

    /// <summary>When it was taken, in milliseconds of the place's clock; where nothing tells, when it was modified.</summary>
    public long Time;

    /// <summary>Its width by its height; 0 where they are not known.</summary>
    public float Shape;

    /// <summary>The number of its embedding's space; 0 where it has none.</summary>
    public ushort Space;

    /// <summary>The clock of its time: times of other clocks are no measure of each other.</summary>
    public SceneClock Clock;

    /// <summary>512 bits.</summary>
    [InlineArray(Signatures.Words)]
    internal struct SignWords
    {
#pragma warning disable RCS1169, RCS1213, IDE0044, IDE0051 // The one field that such an array wants.
        private ulong _first;
#pragma warning restore RCS1169, RCS1213, IDE0044, IDE0051
    }
}
