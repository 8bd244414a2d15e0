using ImageTagging.Tagging;

namespace ImageTagging.Writing;

/// <summary>A run's update of one picture.</summary>
internal sealed class ImageUpdate(TagItem item, RecordComposer composer, TimeProvider time, Action<TagItem, UpdateFate> settled)
    : RecordUpdate(item.Name, item.Known)
{
    /// <inheritdoc />
    public override UpdateDecision Apply(ImageRecord? stored)
    {
        if (stored is null)
        {
            return UpdateDecision.Put(composer.Compose(item, null), null);
        }

        // A time that lies ahead of our clock proves nothing: some clock jumped.
        var evidence = stored.GoneAt > stored.ListedAt ? stored.GoneAt.Value : stored.ListedAt;
        if (evidence > item.Listing.ListedAt && evidence <= time.GetUtcNow() && !HasSameListing(stored))
        {
            return UpdateDecision.Superseded;
        }

        return composer.Carries(item, stored) ? UpdateDecision.Done : UpdateDecision.Put(composer.Compose(item, stored), stored);
    }

    /// <inheritdoc />
    public override void Settle(UpdateFate fate) => settled(item, fate);

    // A later listing of the very same state is no reason to throw paid labels away.
    private bool HasSameListing(ImageRecord stored) =>
        stored.GoneAt is null && !item.Listing.DiffersFrom(stored.Version, stored.Size, stored.ModifiedAt);
}
