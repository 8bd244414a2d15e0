namespace ImageTagging.Writing;

/// <summary>A change of one record, made from whatever is stored: on a conflict it is made anew from what the index then has.</summary>
/// <param name="name">The image.</param>
/// <param name="known">The record as it was read; null where none was.</param>
internal abstract class RecordUpdate(ImageName name, ImageRecord? known)
{
    /// <summary>The image.</summary>
    public ImageName Name => name;

    /// <summary>The record as it was read; null where none was.</summary>
    public ImageRecord? Known => known;

    /// <summary>The decision on <see cref="Known"/>, where it was worked out before; null where it was not.</summary>
    public UpdateDecision? Foreseen { get; set; }

    /// <summary>True if its fate is known.</summary>
    public bool IsSettled { get; set; }

    /// <summary>Decides what to do about the stored record. Pure: it may be asked again with another record.</summary>
    public abstract UpdateDecision Apply(ImageRecord? stored);

    /// <summary>Called once, when the update's fate is known.</summary>
    public virtual void Settle(UpdateFate fate) { }
}
