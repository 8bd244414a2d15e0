using System.Text.Json;

namespace ImageTagging.Serialization;

/// <summary>Reads what taggers and people said.</summary>
internal static class StateReader
{
    public static IReadOnlyList<TaggerState> Taggers(ref Utf8JsonReader reader) => JsonParts.Many(ref reader, Tagger);

    public static IReadOnlyList<ImageLabel> Labels(ref Utf8JsonReader reader) => JsonParts.Many(ref reader, LabelReader.Label);

    public static IReadOnlyList<Correction> Edits(ref Utf8JsonReader reader) => JsonParts.Many(ref reader, Edit);

    public static PreviousContent Previous(ref Utf8JsonReader reader)
    {
        JsonParts.Object(ref reader);
        ContentId[] contents = [];
        IReadOnlyList<TaggerState> taggers = [];
        IReadOnlyList<Correction> edits = [];
        int? width = null;
        int? height = null;
        string? mediaType = null;
        DateTimeOffset? replacedAt = null;
        while (JsonParts.NextMember(ref reader))
        {
            if (JsonParts.Is(ref reader, "contents"u8))
            {
                contents = JsonParts.Many(ref reader, JsonParts.Content);
            }
            else if (JsonParts.Is(ref reader, "taggers"u8))
            {
                taggers = Taggers(ref reader);
            }
            else if (JsonParts.Is(ref reader, "edits"u8))
            {
                edits = Edits(ref reader);
            }
            else if (JsonParts.Is(ref reader, "width"u8))
            {
                width = reader.GetInt32();
            }
            else if (JsonParts.Is(ref reader, "height"u8))
            {
                height = reader.GetInt32();
            }
            else if (JsonParts.Is(ref reader, "media_type"u8))
            {
                mediaType = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "replaced_at"u8))
            {
                replacedAt = JsonParts.Time(ref reader);
            }
            else
            {
                JsonParts.SkipMember(ref reader);
            }
        }

        return new()
        {
            Contents = contents,
            Taggers = taggers,
            Edits = edits,
            Width = width,
            Height = height,
            MediaType = mediaType,
            ReplacedAt = JsonParts.Wanted(replacedAt, "replaced_at"),
        };
    }

    private static TaggerState Tagger(ref Utf8JsonReader reader)
    {
        JsonParts.Object(ref reader);
        string? name = null;
        TaggerFingerprint? fingerprint = null;
        TaggerFingerprint? selected = null;
        string? model = null;
        IReadOnlyList<ImageLabel> labels = [];
        Embedding? embedding = null;
        PhotoFacts? facts = null;
        string? warning = null;
        DateTimeOffset? taggedAt = null;
        bool authored = false;
        bool listed = true;
        TaggerFailure? failure = null;
        ImageName? lender = null;
        string? passedOver = null;
        while (JsonParts.NextMember(ref reader))
        {
            if (JsonParts.Is(ref reader, "name"u8))
            {
                name = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "fingerprint"u8))
            {
                fingerprint = Fingerprint(ref reader);
            }
            else if (JsonParts.Is(ref reader, "selected"u8))
            {
                selected = Fingerprint(ref reader);
            }
            else if (JsonParts.Is(ref reader, "model"u8))
            {
                model = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "labels"u8))
            {
                labels = Labels(ref reader);
            }
            else if (JsonParts.Is(ref reader, "embedding"u8))
            {
                embedding = ReadEmbedding(ref reader);
            }
            else if (JsonParts.Is(ref reader, "facts"u8))
            {
                facts = FactsReader.Read(ref reader);
            }
            else if (JsonParts.Is(ref reader, "warning"u8))
            {
                warning = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "tagged_at"u8))
            {
                taggedAt = JsonParts.Time(ref reader);
            }
            else if (JsonParts.Is(ref reader, "authored"u8))
            {
                authored = reader.GetBoolean();
            }
            else if (JsonParts.Is(ref reader, "listed"u8))
            {
                listed = reader.GetBoolean();
            }
            else if (JsonParts.Is(ref reader, "borrowed_from"u8))
            {
                lender = Name(ref reader);
            }
            else if (JsonParts.Is(ref reader, "passed_over"u8))
            {
                passedOver = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "failure"u8))
            {
                failure = Failure(ref reader);
            }
            else
            {
                JsonParts.SkipMember(ref reader);
            }
        }

        return new()
        {
            Name = JsonParts.Wanted(name, "name"),
            Fingerprint = fingerprint,
            Selected = selected,
            ModelVersion = model,
            Labels = labels,
            Embedding = embedding,
            Facts = facts,
            Warning = warning,
            TaggedAt = taggedAt,
            IsAuthored = authored,
            IsListedContent = listed,
            BorrowedFrom = lender,
            PassedOver = passedOver,
            Failure = failure,
        };
    }

    private static ImageName Name(ref Utf8JsonReader reader)
    {
        JsonParts.Object(ref reader);
        string? source = null;
        string? key = null;
        while (JsonParts.NextMember(ref reader))
        {
            if (JsonParts.Is(ref reader, "source"u8))
            {
                source = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "key"u8))
            {
                key = JsonParts.String(ref reader);
            }
            else
            {
                JsonParts.SkipMember(ref reader);
            }
        }

        return new(JsonParts.Wanted(source, "source"), JsonParts.Wanted(key, "key"));
    }

    private static Embedding ReadEmbedding(ref Utf8JsonReader reader)
    {
        JsonParts.Object(ref reader);
        string? space = null;
        byte[]? components = null;
        while (JsonParts.NextMember(ref reader))
        {
            if (JsonParts.Is(ref reader, "space"u8))
            {
                space = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "components"u8))
            {
                components = reader.GetBytesFromBase64();
            }
            else
            {
                JsonParts.SkipMember(ref reader);
            }
        }

        try
        {
            return Embedding.FromComponents(
                JsonParts.Wanted(space, "space"),
                System.Runtime.InteropServices.MemoryMarshal.Cast<byte, sbyte>(JsonParts.Wanted(components, "components"))
            );
        }
        catch (ArgumentException fault)
        {
            throw new JsonException(fault.Message, fault);
        }
    }

    private static Correction Edit(ref Utf8JsonReader reader)
    {
        JsonParts.Object(ref reader);
        string? tag = null;
        FactField? fact = null;
        string? value = null;
        bool? added = null;
        string? by = null;
        DateTimeOffset? at = null;
        string? batch = null;
        bool earlier = false;
        Correction? replaced = null;
        while (JsonParts.NextMember(ref reader))
        {
            if (JsonParts.Is(ref reader, "tag"u8))
            {
                tag = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "fact"u8))
            {
                fact =
                    FactsWriter.Given(JsonParts.String(ref reader))
                    ?? throw new JsonException("'fact' is none that people give.");
            }
            else if (JsonParts.Is(ref reader, "value"u8))
            {
                value = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "added"u8))
            {
                added = reader.GetBoolean();
            }
            else if (JsonParts.Is(ref reader, "by"u8))
            {
                by = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "at"u8))
            {
                at = JsonParts.Time(ref reader);
            }
            else if (JsonParts.Is(ref reader, "batch"u8))
            {
                batch = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "earlier"u8))
            {
                earlier = reader.GetBoolean();
            }
            else if (JsonParts.Is(ref reader, "replaced"u8))
            {
                replaced = Edit(ref reader);
            }
            else
            {
                JsonParts.SkipMember(ref reader);
            }
        }

        return new()
        {
            Tag = fact is null ? JsonParts.Wanted(tag, "tag") : null,
            Fact = fact,
            Value = value,
            IsAdded = JsonParts.Wanted(added, "added"),
            By = JsonParts.Wanted(by, "by"),
            At = JsonParts.Wanted(at, "at"),
            Batch = JsonParts.Wanted(batch, "batch"),
            IsForEarlierVersion = earlier,
            Replaced = replaced,
        };
    }

    private static TaggerFailure Failure(ref Utf8JsonReader reader)
    {
        JsonParts.Object(ref reader);
        FailureKind kind = FailureKind.Transient;
        string? code = null;
        string? message = null;
        int attempts = 1;
        DateTimeOffset? at = null;
        DateTimeOffset? dueAt = null;
        TaggerFingerprint? fingerprint = null;
        while (JsonParts.NextMember(ref reader))
        {
            if (JsonParts.Is(ref reader, "kind"u8))
            {
                kind = Kind(ref reader);
            }
            else if (JsonParts.Is(ref reader, "code"u8))
            {
                code = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "message"u8))
            {
                message = JsonParts.String(ref reader);
            }
            else if (JsonParts.Is(ref reader, "attempts"u8))
            {
                attempts = reader.GetInt32();
            }
            else if (JsonParts.Is(ref reader, "at"u8))
            {
                at = JsonParts.Time(ref reader);
            }
            else if (JsonParts.Is(ref reader, "due_at"u8))
            {
                dueAt = JsonParts.Time(ref reader);
            }
            else if (JsonParts.Is(ref reader, "fingerprint"u8))
            {
                fingerprint = Fingerprint(ref reader);
            }
            else
            {
                JsonParts.SkipMember(ref reader);
            }
        }

        return new()
        {
            Kind = kind,
            Code = JsonParts.Wanted(code, "code"),
            Message = JsonParts.Wanted(message, "message"),
            Attempts = attempts,
            At = JsonParts.Wanted(at, "at"),
            DueAt = dueAt,
            Fingerprint = fingerprint,
        };
    }

    // A kind that only a newer version knows is tried again rather than lost.
    private static FailureKind Kind(ref Utf8JsonReader reader) =>
        Enum.TryParse<FailureKind>(JsonParts.String(ref reader), out var kind) && Enum.IsDefined(kind)
            ? kind
            : FailureKind.Transient;

    private static TaggerFingerprint Fingerprint(ref Utf8JsonReader reader)
    {
        try
        {
            return TaggerFingerprint.Parse(JsonParts.String(ref reader));
        }
        catch (FormatException fault)
        {
            throw new JsonException(fault.Message, fault);
        }
    }
}
