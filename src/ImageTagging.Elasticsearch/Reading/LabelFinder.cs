using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Searching;
using ImageTagging.Elasticsearch.Transport;
using ImageTagging.Indexing;

namespace ImageTagging.Elasticsearch.Reading;

/// <summary>Finds answers for contents. One search serves a batch; contents with a great many copies are asked for one by one.</summary>
internal sealed class LabelFinder(SearchClient client, IndexNames names)
{
    private const int PageSize = 500;
    private const int ContentsPage = 1_000;

    // Copies beyond these many pages with no fingerprint that is new are not looked through.
    private const int FruitlessPages = 4;
    private readonly string _path = IndexNames.Escape(names.Alias) + "/_search?allow_partial_search_results=false";

    public async Task<LabelLookup> FindAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken
    )
    {
        var matches = new List<LabelMatch>();
        foreach (var page in contents.Distinct().Chunk(ContentsPage))
        {
            await FindAsync(page, tagger, matches, cancellationToken).ConfigureAwait(false);
        }

        return new(matches);
    }

    private async Task FindAsync(ContentId[] contents, string tagger, List<LabelMatch> into, CancellationToken cancellationToken)
    {
        var (records, isWhole) = await SearchAsync(contents, isBefore: null, [], null, cancellationToken).ConfigureAwait(false);
        foreach (var content in contents)
        {
            var found = new Found(content, tagger);
            if (isWhole)
            {
                records.ForEach(found.Add);
            }
            else
            {
                await WalkAsync(found, isBefore: false, cancellationToken).ConfigureAwait(false);
                await WalkAsync(found, isBefore: true, cancellationToken).ConfigureAwait(false);
            }

            into.AddRange(found.Best());
        }
    }

    private async Task WalkAsync(Found found, bool isBefore, CancellationToken cancellationToken)
    {
        ImageRecord? last = null;
        for (var fruitless = 0; fruitless < FruitlessPages && found.Fingerprints.Count < LabelMatches.MostFingerprints; )
        {
            // What is known need not be read again; former answers are in no field that could be left out.
            var known = isBefore ? [] : found.Fingerprints.Select(f => $"{found.Tagger}{RecordTerms.Separator}{f}").ToArray();
            var before = found.Fingerprints.Count;
            var (records, isWhole) = await SearchAsync([found.Content], isBefore, known, last, cancellationToken)
                .ConfigureAwait(false);
            records.ForEach(found.Add);
            if (isWhole)
            {
                return;
            }

            fruitless = found.Fingerprints.Count > before ? 0 : fruitless + 1;
            last = records[^1];
        }
    }

    private async Task<(List<ImageRecord> Records, bool IsWhole)> SearchAsync(
        IReadOnlyList<ContentId> contents,
        bool? isBefore,
        IReadOnlyList<string> known,
        ImageRecord? after,
        CancellationToken cancellationToken
    )
    {
        using var body = Body(contents, isBefore, known, after);
        using var answer = await client
            .SendAsync(new(HttpMethod.Post, _path, body.Memory), cancellationToken)
            .ConfigureAwait(false);
        var records = new List<ImageRecord>();
        Hits.ReadHits(answer.Body.Span, records);
        return (records, records.Count < PageSize);
    }

    private static PooledBuffer Body(
        IReadOnlyList<ContentId> contents,
        bool? isBefore,
        IReadOnlyList<string> known,
        ImageRecord? after
    )
    {
        var body = new PooledBuffer();
        using var writer = new Utf8JsonWriter(body, SearchBody.Deep);
        writer.WriteStartObject();
        writer.WriteNumber("size"u8, PageSize);
        writer.WriteBoolean("track_total_hits"u8, false);
        writer.WriteStartObject("query"u8);
        writer.WriteStartObject("bool"u8);
        writer.WriteNumber("minimum_should_match"u8, 1);
        writer.WriteStartArray("should"u8);
        foreach (
            var field in isBefore switch
            {
                null => (string[])["content", "content_before"],
                true => ["content_before"],
                false => ["content"],
            }
        )
        {
            Clauses.Terms(writer, field, contents.Select(c => c.Text));
        }

        writer.WriteEndArray();
        if (known.Count > 0)
        {
            writer.WritePropertyName("must_not"u8);
            Clauses.Terms(writer, "taggers", known);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        WriteOrder(writer, after);
        writer.WriteEndObject();
        writer.Flush();
        return body;
    }

    // Those that are there come first.
    private static void WriteOrder(Utf8JsonWriter writer, ImageRecord? after)
    {
        writer.WritePropertyName("sort"u8);
        writer.WriteRawValue("""[{"gone_at":{"order":"asc","missing":0}},{"image_id":"asc"}]""");
        if (after is not null)
        {
            writer.WriteStartArray("search_after"u8);
            writer.WriteNumberValue(after.GoneAt?.ToUnixTimeMilliseconds() ?? 0);
            writer.WriteStringValue(after.Name.Id.ToString());
            writer.WriteEndArray();
        }
    }

    /// <summary>The answers that were found for one content.</summary>
    private sealed class Found(ContentId content, string tagger)
    {
        private readonly List<LabelMatch> _matches = [];

        public ContentId Content => content;

        public string Tagger => tagger;

        public HashSet<TaggerFingerprint> Fingerprints { get; } = [];

        public void Add(ImageRecord record)
        {
            foreach (var match in LabelMatches.Of(content, tagger, record))
            {
                Fingerprints.Add(match.State.Fingerprint!.Value);
                _matches.Add(match);
            }
        }

        public IEnumerable<LabelMatch> Best() => LabelMatches.Best(_matches);
    }
}
