using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ImageTagging.Indexing;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Storage;

/// <summary>Reads what <see cref="BodyWriter"/> wrote.</summary>
internal sealed class BodyReader(Database database, SharedCaches shared)
{
    /// <summary>The part of a record that its name's row holds.</summary>
    internal readonly record struct Row(
        int Slot,
        ImageName Name,
        string Token,
        long Size,
        long Modified,
        long Listed,
        string? Version,
        long? Gone,
        int Stamp
    );

    /// <summary>The content of a body and facts, before the record is made of it.</summary>
    private struct Told
    {
        public string? Location;
        public string? MediaType;
        public string? Vocabulary;
        public IReadOnlyList<ContentId>? Contents;
        public IReadOnlyList<TaggerState>? Taggers;
        public Tag[]? Tags;
        public List<string>? Categories;
        public List<TagRelation>? Parents;
        public List<TagRelation>? Aliases;
    }

    /// <exception cref="InvalidDataException">The bytes are no record.</exception>
    public ImageRecord Read(ReadOnlySpan<byte> body, Row row, Facts facts)
    {
        var flags = (BodyFlags)VarInt.Read(ref body);
        var (width, height) = (Number(ref body), Number(ref body));
        var look = flags.HasFlag(BodyFlags.HasLook) ? ReadLook(ref body) : (PerceptualHash?)null;
        var vectors = flags.HasFlag(BodyFlags.HasVectors) ? ReadVectors(ref body, row.Slot) : [];
        var teller = -1;
        PhotoFacts? photo = null;
        if (flags.HasFlag(BodyFlags.HasPhoto))
        {
            teller = VarInt.ReadInt(ref body);
            photo = StoredPhoto.Read(ref body, flags.HasFlag(BodyFlags.HasPlace), database, shared);
        }

        var told = default(Told);
        if (flags.HasFlag(BodyFlags.PlainFacts))
        {
            ReadFacts(ref body, flags, row, ref told);
        }

        if (flags.HasFlag(BodyFlags.PlainTaggers))
        {
            told.Taggers = ReadTaggers(ref body, flags.HasFlag(BodyFlags.HasAreas));
        }

        if (flags.HasFlag(BodyFlags.PlainTerms))
        {
            ReadTerms(facts, ref told);
        }

        var record = new ImageRecord
        {
            Source = row.Name.Source,
            Key = row.Name.Key,
            Location = told.Location ?? "",
            Size = row.Size,
            ModifiedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Modified),
            ListedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Listed),
            Version = row.Version,
            Contents = told.Contents ?? [],
            Width = width,
            Height = height,
            Look = look,
            MediaType = told.MediaType,
            Taggers = told.Taggers ?? [],
            Tags = told.Tags ?? [],
            Vocabulary = told.Vocabulary,
            Categories = told.Categories ?? (IReadOnlyList<string>)[],
            Parents = told.Parents ?? (IReadOnlyList<TagRelation>)[],
            Aliases = told.Aliases ?? (IReadOnlyList<TagRelation>)[],
            // They are part of the stamp, and stand nowhere else.
            Companions = shared.Stamps.Stamp(database, row.Stamp).Companions,
            GoneAt = row.Gone is { } gone ? new DateTimeOffset(gone, TimeSpan.Zero) : null,
            Token = row.Token,
        };
        record = flags.HasFlag(BodyFlags.HasRest) ? WithRest(record, flags, body) : record;
        record = vectors.Count == 0 ? record : WithVectors(record, vectors);
        return photo is null ? record
            : teller < record.Taggers.Count ? StoredPhoto.With(record, teller, photo)
            : throw new InvalidDataException("Facts are of no tagger.");
    }

    private static PerceptualHash ReadLook(ref ReadOnlySpan<byte> body)
    {
        var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(body);
        body = body[sizeof(ulong)..];
        return new(bits);
    }

    private static ImageRecord WithVectors(ImageRecord record, List<(int Tagger, Embedding Embedding)> vectors)
    {
        TaggerState[] taggers = [.. record.Taggers];
        foreach (var (tagger, embedding) in vectors)
        {
            if (tagger >= taggers.Length)
            {
                throw new InvalidDataException("A vector is of no tagger.");
            }

            taggers[tagger] = taggers[tagger] with { Embedding = embedding };
        }

        return record with
        {
            Taggers = taggers,
        };
    }

    private List<(int Tagger, Embedding Embedding)> ReadVectors(ref ReadOnlySpan<byte> body, int slot)
    {
        var vectors = new List<(int, Embedding)>();
        for (var left = VarInt.ReadInt(ref body); left > 0; left--)
        {
            var tagger = VarInt.ReadInt(ref body);
            var id = VarInt.ReadInt(ref body);
            var (space, dimensions) = StoredVectors.ReadSpace(shared.Texts.Text(database, id));
            var row = database["SELECT data FROM vectors WHERE id = ?"].Bind(1, VectorBlock.RowOf(id, slot));
            try
            {
                vectors.Add(
                    row.Step() && VectorBlock.SquaredLength(row.Bytes(0), slot) > 0
                        ? (tagger, Embedding.FromComponents(space, VectorBlock.Components(row.Bytes(0), slot, dimensions)))
                        : throw new InvalidDataException("A vector is missing.")
                );
            }
            finally
            {
                row.Reset();
            }
        }

        return vectors;
    }

    private void ReadFacts(ref ReadOnlySpan<byte> body, BodyFlags flags, Row row, ref Told told)
    {
        told.Location = flags.HasFlag(BodyFlags.EndsWithKey)
            ? shared.Texts.Text(database, VarInt.ReadInt(ref body)) + row.Name.Key
            : Text(ref body);
        told.MediaType = Number(ref body) is { } type ? shared.Texts.Text(database, type) : null;
        told.Vocabulary =
            flags.HasFlag(BodyFlags.VocabularyInStamp) ? shared.Stamps.Stamp(database, row.Stamp).Vocabulary
            : Number(ref body) is { } vocabulary ? shared.Texts.Text(database, vocabulary)
            : null;
        told.Contents = flags.HasFlag(BodyFlags.ContentsFromETag)
            ? ContentId.FromETag(row.Version, row.Size)
            : ReadContents(ref body);
    }

    private void ReadTerms(Facts facts, ref Told told)
    {
        var tags = told.Tags = new Tag[facts.Confidences.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            tags[i] = new(Term(facts.Ids[i]).Name, new(facts.Confidences[i]));
        }

        Array.Sort(tags, BodyParts.CompareTags);
        foreach (var id in facts.Others)
        {
            var (field, name) = Term(id);
            if (field == TermFields.Of(FacetField.Category))
            {
                (told.Categories ??= []).Add(name);
            }
            else if (field == TermFields.Of(FacetField.Parent))
            {
                (told.Parents ??= new(tags.Length)).Add(shared.Catalog.Relation(id, name));
            }
            else if (field == TermFields.Of(FacetField.Alias))
            {
                (told.Aliases ??= []).Add(shared.Catalog.Relation(id, name));
            }
        }

        told.Categories?.Sort(StringComparer.Ordinal);
        told.Parents?.Sort();
        told.Aliases?.Sort();
    }

    private static ImageRecord WithRest(ImageRecord record, BodyFlags flags, ReadOnlySpan<byte> body)
    {
        var rest = Parse(body, flags.HasFlag(BodyFlags.Compressed));
        record = record with { Edits = rest.Edits, Previous = rest.Previous };
        record = flags.HasFlag(BodyFlags.PlainTaggers) ? record : record with { Taggers = rest.Taggers };
        record = flags.HasFlag(BodyFlags.PlainTerms)
            ? record
            : record with
            {
                Tags = rest.Tags,
                Categories = rest.Categories,
                Parents = rest.Parents,
                Aliases = rest.Aliases,
            };
        return flags.HasFlag(BodyFlags.PlainFacts)
            ? record
            : record with
            {
                Location = rest.Location,
                Size = rest.Size,
                ModifiedAt = rest.ModifiedAt,
                ListedAt = rest.ListedAt,
                Version = rest.Version,
                MediaType = rest.MediaType,
                Vocabulary = rest.Vocabulary,
                Contents = rest.Contents,
            };
    }

    private static ImageRecord Parse(ReadOnlySpan<byte> json, bool isCompressed)
    {
        try
        {
            if (!isCompressed)
            {
                return RecordJson.Deserialize(json);
            }

            var length = BinaryPrimitives.ReadInt32LittleEndian(json);
            // A damaged length may be anything: memory follows what there really is.
            for (var size = Math.Min(length, (64L * json.Length) + 4096); ; size = Math.Min(length, 4 * size))
            {
                var rented = ArrayPool<byte>.Shared.Rent((int)size);
                try
                {
                    using var decoder = new BrotliDecoder();
                    var status = decoder.Decompress(json[4..], rented, out _, out var written);
                    if (status == OperationStatus.Done && written == length)
                    {
                        return RecordJson.Deserialize(rented.AsSpan(0, length));
                    }

                    if (status != OperationStatus.DestinationTooSmall || size >= length)
                    {
                        throw new InvalidDataException("A record cannot be decompressed.");
                    }
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(rented);
                }
            }
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException("A record cannot be read.", fault);
        }
    }

    private List<TaggerState> ReadTaggers(ref ReadOnlySpan<byte> body, bool hasAreas)
    {
        var left = VarInt.ReadInt(ref body);
        var taggers = new List<TaggerState>(Math.Min(left, body.Length));
        for (; left > 0; left--)
        {
            var head = shared.Texts.Head(database, VarInt.ReadInt(ref body));
            var at = VarInt.Read(ref body);
            var labels = new ImageLabel[Math.Min(VarInt.ReadInt(ref body), body.Length)];
            for (var i = 0; i < labels.Length; i++)
            {
                var kind = shared.Texts.Label(database, VarInt.ReadInt(ref body));
                labels[i] = new()
                {
                    Name = kind.Name,
                    Confidence = ReadConfidence(ref body),
                    Parents = kind.Parents,
                    Aliases = kind.Aliases,
                    Categories = kind.Categories,
                    Boxes = ReadBoxes(ref body),
                    Area = hasAreas && VarInt.Read(ref body) == 1 ? ReadConfidence(ref body) : null,
                    Models = kind.Models,
                };
            }

            taggers.Add(
                head with
                {
                    TaggedAt = at == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(UnZigZag(at - 1)),
                    Labels = labels,
                }
            );
        }

        return taggers;
    }

    private static List<ContentId> ReadContents(ref ReadOnlySpan<byte> body)
    {
        var contents = new List<ContentId>();
        for (var left = VarInt.ReadInt(ref body); left > 0; left--)
        {
            switch (VarInt.ReadInt(ref body))
            {
                case 0:
                    contents.Add(ContentId.Parse(Text(ref body)));
                    break;
                case 16:
                    contents.Add(ContentId.FromMd5(body[..16]));
                    body = body[16..];
                    break;
                case 32:
                    contents.Add(ContentId.FromSha256(body[..32]));
                    body = body[32..];
                    break;
                default:
                    throw new InvalidDataException("Not a content id.");
            }
        }

        return contents;
    }

    private static BoundingBox[] ReadBoxes(ref ReadOnlySpan<byte> body)
    {
        var number = VarInt.ReadInt(ref body);
        var boxes = number == 0 ? [] : new BoundingBox[Math.Min(number, body.Length)];
        for (var i = 0; i < boxes.Length; i++)
        {
            var hasConfidence = VarInt.Read(ref body) == 1;
            var box = new BoundingBox(ReadDouble(ref body), ReadDouble(ref body), ReadDouble(ref body), ReadDouble(ref body));
            boxes[i] = hasConfidence ? box with { Confidence = ReadDouble(ref body) } : box;
        }

        return boxes;
    }

    private static double ReadConfidence(ref ReadOnlySpan<byte> body) =>
        VarInt.Read(ref body) is var scaled && scaled % 2 == 0 ? scaled / 2 / 10_000d : ReadDouble(ref body);

    private static double ReadDouble(ref ReadOnlySpan<byte> body)
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(body);
        body = body[8..];
        return value;
    }

    private static string Text(ref ReadOnlySpan<byte> body)
    {
        var length = VarInt.ReadInt(ref body);
        var text = Encoding.UTF8.GetString(body[..length]);
        body = body[length..];
        return text;
    }

    private static int? Number(ref ReadOnlySpan<byte> body) =>
        VarInt.Read(ref body) is var number && number == 0 ? null : (int)(uint)(number - 1);

    private static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private TermCatalog.TermEntry Term(int id) => shared.Catalog.Entry(database, id);
}
