using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Writing;

namespace ImageTagging.Sqlite.Storage;

/// <summary>The facts of a photograph as a body keeps them: each behind a byte for where it stands; names that many share by their numbers.</summary>
internal static class StoredPhoto
{
    private const int NoOffset = 0;

    /// <summary>The tagger that told the record's only facts, by its place; -1 where there are none, or several, or such as have no compact form.</summary>
    public static int TellerOf(ImageRecord record)
    {
        var teller = -1;
        for (var i = 0; i < record.Taggers.Count; i++)
        {
            if (record.Taggers[i].Facts is { } facts)
            {
                if (teller >= 0 || !IsPlain(facts))
                {
                    return -1;
                }

                teller = i;
            }
        }

        return teller;
    }

    /// <summary>The record with other facts of one tagger.</summary>
    public static ImageRecord With(ImageRecord record, int teller, PhotoFacts? facts)
    {
        TaggerState[] taggers = [.. record.Taggers];
        taggers[teller] = taggers[teller] with { Facts = facts };
        return record with { Taggers = taggers };
    }

    /// <summary>Writes, unless a text has no number yet.</summary>
    public static bool TryWrite(ArrayBufferWriter<byte> to, PhotoFacts facts, RecordNumbers numbers)
    {
        if (Begin(to, facts.Taken))
        {
            var (local, offset, certainty) = facts.Taken!.Value;
            VarInt.Write(to, ZigZag((local - DateTime.UnixEpoch).Ticks));
            VarInt.Write(to, offset is { } span ? ZigZag(span.Ticks / TimeSpan.TicksPerMinute) + 1 : NoOffset);
            VarInt.Write(to, (ulong)certainty);
        }

        if (
            !(
                TryShare(to, facts.CameraMake, numbers)
                && TryShare(to, facts.CameraModel, numbers)
                && TryShare(to, facts.Lens, numbers)
                && TryShare(to, facts.Artist, numbers)
                && TryShare(to, facts.Rights, numbers)
            )
        )
        {
            return false;
        }

        Number(to, facts.FocalLength);
        Number(to, facts.ExposureTime);
        Number(to, facts.Aperture);
        Whole(to, facts.Iso);
        Whole(to, facts.Rating);
        Whole(to, facts.Orientation);
        if (Begin(to, facts.IsFavourite))
        {
            VarInt.Write(to, facts.IsFavourite!.Value ? 1U : 0U);
        }

        if (Begin(to, facts.Position))
        {
            var (latitude, longitude, altitude) = facts.Position!.Value;
            Double(to, latitude);
            Double(to, longitude);
            VarInt.Write(to, altitude is null ? 0U : 1U);
            if (altitude is { } metres)
            {
                Double(to, metres);
            }
        }

        Text(to, facts.Title);
        Text(to, facts.Description);
        Text(to, facts.BurstId);
        Text(to, facts.LivePhotoId);
        return TryWritePeople(to, facts.People, numbers) && TryWritePlace(to, facts.Place, numbers);
    }

    /// <exception cref="InvalidDataException">The bytes are no facts.</exception>
    public static PhotoFacts Read(ref ReadOnlySpan<byte> body, bool hasPlace, Database database, SharedCaches shared)
    {
        var facts = new PhotoFacts();
        if (Source(ref body) is { } taken)
        {
            var local = DateTime.UnixEpoch.AddTicks(UnZigZag(VarInt.Read(ref body)));
            var offset = VarInt.Read(ref body);
            var certainty = (TimeCertainty)VarInt.ReadInt(ref body);
            facts = facts with
            {
                Taken = new(
                    new(
                        DateTime.SpecifyKind(local, DateTimeKind.Unspecified),
                        offset == NoOffset ? null : TimeSpan.FromMinutes(UnZigZag(offset - 1)),
                        certainty
                    ),
                    taken
                ),
            };
        }

        return facts with
        {
            CameraMake = ReadShared(ref body, database, shared),
            CameraModel = ReadShared(ref body, database, shared),
            Lens = ReadShared(ref body, database, shared),
            Artist = ReadShared(ref body, database, shared),
            Rights = ReadShared(ref body, database, shared),
            FocalLength = ReadNumber(ref body),
            ExposureTime = ReadNumber(ref body),
            Aperture = ReadNumber(ref body),
            Iso = ReadWhole(ref body),
            Rating = ReadWhole(ref body),
            Orientation = ReadWhole(ref body),
            IsFavourite = Source(ref body) is { } favourite ? new(VarInt.Read(ref body) == 1, favourite) : null,
            Position = Source(ref body) is { } position ? new(ReadPosition(ref body), position) : null,
            Title = ReadText(ref body),
            Description = ReadText(ref body),
            BurstId = ReadText(ref body),
            LivePhotoId = ReadText(ref body),
            People = ReadPeople(ref body, database, shared),
            Place = hasPlace ? ReadPlace(ref body, database, shared) : null,
        };
    }

    // Videos are few: what they alone have stands in the form that knows everything.
    private static bool IsPlain(PhotoFacts facts) =>
        facts.Duration is null
        && IsText(facts.CameraMake)
        && IsText(facts.CameraModel)
        && IsText(facts.Lens)
        && IsText(facts.Artist)
        && IsText(facts.Rights)
        && IsText(facts.Title)
        && IsText(facts.Description)
        && IsText(facts.BurstId)
        && IsText(facts.LivePhotoId)
        && (facts.Place is null || Parts(facts.Place.Value).All(p => p is null || BodyParts.IsText(p)))
        && (facts.Taken?.Value.Offset?.Ticks ?? 0) % TimeSpan.TicksPerMinute == 0
        && facts.People.All(p => BodyParts.IsText(p.Value.Name) && p.Value.Box is null or { Confidence: null });

    private static bool IsText(Fact<string>? fact) => fact is null || BodyParts.IsText(fact.Value);

    private static bool Begin<T>(ArrayBufferWriter<byte> to, Fact<T>? fact)
    {
        VarInt.Write(to, fact is null ? 0 : (ulong)fact.Source + 1);
        return fact is not null;
    }

    private static bool TryShare(ArrayBufferWriter<byte> to, Fact<string>? fact, RecordNumbers numbers) =>
        !Begin(to, fact) || TryShare(to, fact!.Value, numbers);

    private static bool TryShare(ArrayBufferWriter<byte> to, string text, RecordNumbers numbers)
    {
        var number = numbers.Text(text);
        if (number >= 0)
        {
            VarInt.Write(to, (ulong)number);
        }

        return number >= 0;
    }

    private static void Number(ArrayBufferWriter<byte> to, Fact<double>? fact)
    {
        if (Begin(to, fact))
        {
            Double(to, fact!.Value);
        }
    }

    private static void Whole(ArrayBufferWriter<byte> to, Fact<int>? fact)
    {
        if (Begin(to, fact))
        {
            VarInt.Write(to, ZigZag(fact!.Value));
        }
    }

    private static void Text(ArrayBufferWriter<byte> to, Fact<string>? fact)
    {
        if (Begin(to, fact))
        {
            var bytes = Encoding.UTF8.GetBytes(fact!.Value);
            VarInt.Write(to, (ulong)bytes.Length);
            to.Write(bytes);
        }
    }

    private static bool TryWritePeople(ArrayBufferWriter<byte> to, IReadOnlyList<Fact<PhotoPerson>> people, RecordNumbers numbers)
    {
        VarInt.Write(to, (ulong)people.Count);
        foreach (var person in people)
        {
            Begin(to, person);
            if (!TryShare(to, person.Value.Name, numbers))
            {
                return false;
            }

            VarInt.Write(to, person.Value.Box is null ? 0U : 1U);
            if (person.Value.Box is { } box)
            {
                Double(to, box.Left);
                Double(to, box.Top);
                Double(to, box.Width);
                Double(to, box.Height);
            }
        }

        return true;
    }

    private static string?[] Parts(PhotoPlace place) =>
        [place.Country, place.CountryCode, place.Region, place.City, place.Sublocation];

    // 0 stands for none. Bodies without a place have nothing here.
    private static bool TryWritePlace(ArrayBufferWriter<byte> to, Fact<PhotoPlace>? fact, RecordNumbers numbers)
    {
        if (fact is null)
        {
            return true;
        }

        Begin(to, fact);
        foreach (var part in Parts(fact.Value))
        {
            var number = part is null ? -1 : numbers.Text(part);
            if (part is not null && number < 0)
            {
                return false;
            }

            VarInt.Write(to, (ulong)(number + 1));
        }

        return true;
    }

    private static void Double(ArrayBufferWriter<byte> to, double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(to.GetSpan(8), value);
        to.Advance(8);
    }

    private static FactSource? Source(ref ReadOnlySpan<byte> body) =>
        VarInt.ReadInt(ref body) is var number && number > 0 ? (FactSource)(number - 1) : null;

    private static Fact<string>? ReadShared(ref ReadOnlySpan<byte> body, Database database, SharedCaches shared) =>
        Source(ref body) is { } source ? new(shared.Texts.Text(database, VarInt.ReadInt(ref body)), source) : null;

    private static Fact<double>? ReadNumber(ref ReadOnlySpan<byte> body) =>
        Source(ref body) is { } source ? new(ReadDouble(ref body), source) : null;

    private static Fact<int>? ReadWhole(ref ReadOnlySpan<byte> body) =>
        Source(ref body) is { } source ? new((int)UnZigZag(VarInt.Read(ref body)), source) : null;

    private static PhotoPosition ReadPosition(ref ReadOnlySpan<byte> body) =>
        new(ReadDouble(ref body), ReadDouble(ref body), VarInt.Read(ref body) == 1 ? ReadDouble(ref body) : null);

    private static Fact<string>? ReadText(ref ReadOnlySpan<byte> body)
    {
        if (Source(ref body) is not { } source)
        {
            return null;
        }

        var length = VarInt.ReadInt(ref body);
        var text = Encoding.UTF8.GetString(body[..length]);
        body = body[length..];
        return new(text, source);
    }

    private static Fact<PhotoPerson>[] ReadPeople(ref ReadOnlySpan<byte> body, Database database, SharedCaches shared)
    {
        var people = new Fact<PhotoPerson>[Math.Min(VarInt.ReadInt(ref body), body.Length)];
        for (var i = 0; i < people.Length; i++)
        {
            var source = Source(ref body) ?? throw new InvalidDataException("A person stands nowhere.");
            var name = shared.Texts.Text(database, VarInt.ReadInt(ref body));
            BoundingBox? box =
                VarInt.Read(ref body) == 1
                    ? new(ReadDouble(ref body), ReadDouble(ref body), ReadDouble(ref body), ReadDouble(ref body))
                    : null;
            people[i] = new(new(name, box), source);
        }

        return people;
    }

    private static Fact<PhotoPlace> ReadPlace(ref ReadOnlySpan<byte> body, Database database, SharedCaches shared)
    {
        var source = Source(ref body) ?? throw new InvalidDataException("A place stands nowhere.");
        var parts = new string?[5];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = VarInt.ReadInt(ref body) is var number && number > 0 ? shared.Texts.Text(database, number - 1) : null;
        }

        return new(new(parts[0], parts[1], parts[2], parts[3], parts[4]), source);
    }

    private static double ReadDouble(ref ReadOnlySpan<byte> body)
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(body);
        body = body[8..];
        return value;
    }

    private static ulong ZigZag(long value) => (ulong)(value << 1 ^ value >> 63);

    private static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
