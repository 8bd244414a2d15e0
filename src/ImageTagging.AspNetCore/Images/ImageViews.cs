using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ImageTagging.Indexing;

namespace ImageTagging.AspNetCore.Images;

/// <summary>From records to what the page is told of them.</summary>
internal static class ImageViews
{
    public static ImageView Of(ImageRecord record, double score = 0, IReadOnlyList<ReasonView>? reasons = null)
    {
        var id = ImageAddress.Of(record.Name);
        var version = VersionOf(record);
        return new()
        {
            Id = id,
            Source = record.Source,
            Key = record.Key,
            Name = NameOf(record.Key),
            Location = record.Location,
            Score = score,
            Width = record.Width,
            Height = record.Height,
            Size = record.Size,
            MediaType = record.MediaType,
            ModifiedAt = record.ModifiedAt,
            TakenAt = TakenOf(record),
            Rating = record.Facts?.Rating?.Value,
            Favourite = record.Facts?.IsFavourite?.Value,
            Companions = record.Companions.Count > 0 ? record.Companions : null,
            Status = StatusOf(record.Status),
            Version = version,
            ThumbnailUrl = ThumbnailUrl(id, version),
            Tags = TagsOf(record),
            Reasons = reasons,
        };
    }

    public static ImageDetail DetailOf(ImageRecord record, IReadOnlyList<ReasonView> reasons, Vocabulary vocabulary)
    {
        var id = ImageAddress.Of(record.Name);
        var version = VersionOf(record);
        return new()
        {
            Id = id,
            Source = record.Source,
            Key = record.Key,
            Name = NameOf(record.Key),
            Location = record.Location,
            Width = record.Width,
            Height = record.Height,
            Size = record.Size,
            MediaType = record.MediaType,
            ModifiedAt = record.ModifiedAt,
            TakenAt = TakenOf(record),
            Rating = record.Facts?.Rating?.Value,
            Favourite = record.Facts?.IsFavourite?.Value,
            Companions = record.Companions.Count > 0 ? record.Companions : null,
            Status = StatusOf(record.Status),
            Version = version,
            ThumbnailUrl = ThumbnailUrl(id, version),
            ContentUrl = $"api/pictures/{id}/content?v={version}",
            Tags = TagsOf(record),
            Reasons = reasons,
            Categories = record.Categories,
            Photo = record.Facts is { } facts ? Of(facts) : null,
            Taggers = [.. record.Taggers.Select(t => Of(t, vocabulary))],
            Corrections =
            [
                .. record.Edits.Select(e => new CorrectionView(
                    e.Tag,
                    e.Fact is { } fact ? FactTerms.Name(fact) : null,
                    e.Value,
                    e.IsAdded,
                    e.By,
                    e.At,
                    e.IsForEarlierVersion,
                    e.Batch
                )),
            ],
        };
    }

    private static string? TakenOf(ImageRecord record) =>
        record.Facts?.Taken?.Value.Local.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

    private static PhotoView Of(PhotoFacts facts) =>
        new()
        {
            Offset = facts.Taken?.Value.Offset is { } offset
                ? (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString("hh\\:mm", CultureInfo.InvariantCulture)
                : null,
            Certainty = facts.Taken?.Value.Certainty.ToString().ToLowerInvariant(),
            Camera = facts.Camera,
            Lens = facts.Lens?.Value,
            ExposureTime = Finite(facts.ExposureTime),
            Aperture = Finite(facts.Aperture),
            Iso = facts.Iso?.Value,
            FocalLength = Finite(facts.FocalLength),
            Duration = facts.Duration?.Value.TotalSeconds,
            Latitude = facts.Position?.Value.Latitude,
            Longitude = facts.Position?.Value.Longitude,
            Altitude = facts.Position?.Value.Altitude,
            Place = facts.Place?.Value.Name,
            Title = facts.Title?.Value,
            Description = facts.Description?.Value,
            Rating = facts.Rating?.Value,
            Favourite = facts.IsFavourite?.Value,
            Artist = facts.Artist?.Value,
            Rights = facts.Rights?.Value,
            People = [.. facts.People.Select(p => p.Value.Name)],
        };

    private static double? Finite(Fact<double>? fact) => fact is { } there && double.IsFinite(there.Value) ? there.Value : null;

    public static string StatusOf(ImageStatus status) => status.ToString().ToLowerInvariant();

    public static string NameOf(string key) => key[(key.LastIndexOf('/') + 1)..] is { Length: > 0 } name ? name : key;

    public static IReadOnlyList<BoxView> Of(IReadOnlyList<BoundingBox> boxes) =>
        [.. boxes.Select(b => new BoxView(b.Left, b.Top, b.Width, b.Height, b.Confidence))];

    /// <summary>A word that changes when the picture does, for addresses that may be kept for ever.</summary>
    public static string VersionOf(ImageRecord record) => VersionOf(record.Version, record.Size, record.ModifiedAt);

    public static string VersionOf(string? version, long size, DateTimeOffset modifiedAt)
    {
        var facts = string.Create(CultureInfo.InvariantCulture, $"{version}|{size}|{modifiedAt.ToUnixTimeMilliseconds()}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)).AsSpan(0, 6));
    }

    private static string ThumbnailUrl(string id, string version) => $"api/pictures/{id}/thumbnail?v={version}";

    private static TagView[] TagsOf(ImageRecord record)
    {
        var tags = new TagView[record.Tags.Count];
        for (var i = 0; i < tags.Length; i++)
        {
            var tag = record.Tags[i];
            var byPerson = record.Edits.Count > 0 && record.Edits.Any(e => e.IsAdded && e.Tag == tag.Name);
            tags[i] = new(tag.Name, tag.Confidence.Percent, byPerson ? "person" : "tagger");
        }

        return tags;
    }

    private static TaggerView Of(TaggerState state, Vocabulary vocabulary) =>
        new(
            state.Name,
            state.ModelVersion,
            state.TaggedAt,
            state.Failure is null ? (state.PassedOver is null || state.HasAnswer ? "tagged" : "passed over")
                : state.HasAnswer ? "stale"
                : "failed",
            state.Failure is { } failure ? new(failure.Code, failure.Message, failure.Attempts, failure.DueAt) : null,
            state.Warning,
            state.BorrowedFrom is { } lender ? new(lender.Id.ToString(), lender.Source, lender.Key) : null,
            state.PassedOver,
            [
                .. state
                    .Labels.OrderByDescending(l => l.Confidence)
                    .Select(l => new LabelView(
                        l.Name,
                        vocabulary.TagOf(l.Name),
                        l.Confidence,
                        l.Parents,
                        l.Aliases,
                        l.Categories,
                        Of(l.Boxes),
                        l.Area,
                        l.Models
                    )),
            ]
        );
}
