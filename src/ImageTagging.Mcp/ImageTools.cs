using System.ComponentModel;
using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Images;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;

namespace ImageTagging.Mcp;

/// <summary>The tools. What they tell of pictures comes from outside and is told as data: JSON, control characters taken out.</summary>
internal sealed class ImageTools(IServiceProvider services, ImageTaggingMcpOptions options)
{
    private readonly IImageSearch _search = services.GetRequiredService<IImageSearch>();
    private readonly ImageReader _reader = new(services.GetRequiredService<IImageTaggingPipeline>());
    private readonly ImageShrinker? _shrinker = ShrinkerOf(services);

    [Description(
        "Finds pictures by what is in them. Words are tags; aliases, broader names, typing errors and words of near meaning are understood."
    )]
    public Task<CallToolResult> SearchAsync(
        [Description(
            "Such as: cat dog (both), cat OR dog, -indoor, cat>=90, taken:2019-07, taken:summer, camera:canon, people:Ann, place:greece, "
                + "rating>=4, favourite, near:48.2,16.4,5km, folder:2024, key:2024/*; empty for all."
        )]
            string query,
        [Description("relevance, taken (the latest first), taken-oldest, newest, oldest or name.")] string sort = "relevance",
        [Description("How many, 1-100.")] int limit = 20,
        [Description("Where the page before ended.")] string? cursor = null,
        CancellationToken cancellationToken = default
    ) =>
        ToolAnswers.TellAsync(() =>
            FindAsync(
                new() { Query = TagQueryParser.Parse(query ?? ""), Sort = ToolAnswers.SortOf(sort) },
                limit,
                cursor,
                cancellationToken
            )
        );

    [Description("Finds pictures that look most like one, the most similar first.")]
    public Task<CallToolResult> SimilarAsync(
        [Description("The picture's id, as search gives it.")] string id,
        [Description("Only pictures that this query finds; empty for all.")] string query = "",
        [Description("How many, 1-100.")] int limit = 20,
        [Description("Where the page before ended.")] string? cursor = null,
        [Description("The least similarity, -1 to 1: less similar pictures are counted in total and left out.")]
            double least = SimilarTo.Noticeable,
        CancellationToken cancellationToken = default
    ) =>
        ToolAnswers.TellAsync(async () =>
        {
            var record = await _reader.FindAsync(id, cancellationToken).ConfigureAwait(false);
            return await FindAsync(
                    new()
                    {
                        Query = TagQueryParser.Parse(query ?? ""),
                        SimilarTo = SimilarTo.Images(record.Name) with { MinSimilarity = least },
                    },
                    limit,
                    cursor,
                    cancellationToken
                )
                .ConfigureAwait(false);
        });

    private async Task<CallToolResult> FindAsync(
        SearchRequest request,
        int limit,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var page = request with
        {
            Size = ToolAnswers.Within(limit, 1, 100, "limit"),
            Cursor = string.IsNullOrEmpty(cursor) ? null : cursor,
        };
        return Found(await _search.SearchAsync(page, ForgivingOptions.All, cancellationToken).ConfigureAwait(false));
    }

    [Description("Shows one picture: what every tagger said of it, people's corrections, and the picture itself, made small.")]
    public Task<CallToolResult> ShowAsync(
        [Description("The picture's id, as search gives it.")] string id,
        CancellationToken cancellationToken = default
    ) =>
        ToolAnswers.TellAsync(async () =>
        {
            var record = await _reader.FindAsync(id, cancellationToken).ConfigureAwait(false);
            var answer = ToolAnswers.Json(ToolAnswers.DetailOf(record), McpJson.Default.ShownImage);
            if (_shrinker is not null)
            {
                answer.Content.Add(await PictureAsync(record, _shrinker, cancellationToken).ConfigureAwait(false));
            }

            return answer;
        });

    [Description("Counts the tags of all pictures, or of those that a query finds, the most frequent first.")]
    public Task<CallToolResult> StatsAsync(
        [Description("Only pictures that this query finds; empty for all.")] string query = "",
        [Description("How many tags, 1-200.")] int limit = 50,
        CancellationToken cancellationToken = default
    ) =>
        ToolAnswers.TellAsync(async () =>
        {
            var found = await _search
                .SearchAsync(
                    new()
                    {
                        Query = TagQueryParser.Parse(query ?? ""),
                        Size = 0,
                        Facets = [new(FacetField.Tag, ToolAnswers.Within(limit, 1, 200, "limit"))],
                    },
                    ForgivingOptions.All,
                    cancellationToken
                )
                .ConfigureAwait(false);
            return ToolAnswers.Json(
                new TagStatistics(
                    found.Results.Total,
                    [.. found.Results.Facets[0].Values.Select(v => new CountedTag(ToolAnswers.Clean(v.Value), v.Count))]
                ),
                McpJson.Default.TagStatistics
            );
        });

    [Description("Completes or corrects a word: which tags there are that start so or are spelled nearly so.")]
    public Task<CallToolResult> SuggestAsync(
        [Description("The beginning of a word.")] string text,
        [Description("How many, 1-50.")] int limit = 10,
        CancellationToken cancellationToken = default
    ) =>
        ToolAnswers.TellAsync(async () =>
        {
            var size = ToolAnswers.Within(limit, 1, 50, "limit");
            var found = await _search.SuggestAsync(text ?? "", size, null, cancellationToken).ConfigureAwait(false);
            return ToolAnswers.Json(
                new SuggestedTags([.. found.Select(s => new CountedTag(ToolAnswers.Clean(s.Name), s.Count))]),
                McpJson.Default.SuggestedTags
            );
        });

    [Description("Adds tags to and removes tags from pictures, on behalf of the person. It can be undone by its batch.")]
    public Task<CallToolResult> CorrectAsync(
        [Description("The pictures' ids, as search gives them; up to 200.")] string[] ids,
        [Description("Tags to add.")] string[]? add = null,
        [Description("Tags to remove.")] string[]? remove = null,
        CancellationToken cancellationToken = default
    ) =>
        ToolAnswers.TellAsync(async () =>
        {
            var names = (ids ?? []).Select(id => ImageAddress.TryRead(id, out var name) ? name : (ImageName?)null).ToArray();
            var tags = (add ?? []).Concat(remove ?? []).ToArray();
            if (names.Length is 0 or > 200 || names.Contains(null) || tags.Length is 0 or > 50)
            {
                throw WebProblemException.BadRequest("CorrectionRefused", "Give 1-200 ids of search, and 1-50 tags.");
            }

            var curator = services.GetRequiredService<ITagCurator>();
            var change = new TagChange
            {
                Add = add ?? [],
                Remove = remove ?? [],
                By = options.CorrectionsBy,
            };
            cancellationToken.ThrowIfCancellationRequested();
            var report = await curator
                .CorrectAsync([.. names.Select(n => n!.Value)], change, CancellationToken.None)
                .ConfigureAwait(false);
            return ToolAnswers.Json(
                new CorrectedImages(report.Batch, report.Changed, report.Unchanged, report.Conflicts.Count, report.Missing.Count),
                McpJson.Default.CorrectedImages
            );
        });

    private static CallToolResult Found(SearchAnswer answer) =>
        ToolAnswers.Json(
            new FoundImages(
                answer.Results.Total,
                [.. answer.Results.Hits.Select(h => ToolAnswers.Of(h.Record))],
                [.. answer.Expansions.Select(e => ToolAnswers.Clean(e.Sentence))],
                [.. answer.DidYouMean.Select(d => ToolAnswers.Clean(d.Text))],
                answer.Results.NextCursor
            ),
            McpJson.Default.FoundImages
        );

    private async ValueTask<ContentBlock> PictureAsync(
        ImageRecord record,
        ImageShrinker shrinker,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var request = new EncodeRequest { MaxSide = options.PictureSide, Quality = 80 };
            var small = await shrinker.MakeAsync(record, request, cancellationToken).ConfigureAwait(false);
            return ImageContentBlock.FromBytes(small.Content, small.Facts.MediaType);
        }
        catch (Exception fault) when (fault is ImageTaggingException or WebProblemException)
        {
            return NoPicture(fault.Message);
        }
    }

    // The page and assistants share the places for decoding, where a host has both.
    private static ImageShrinker? ShrinkerOf(IServiceProvider services)
    {
        var pipeline = services.GetRequiredService<IImageTaggingPipeline>();
        return services.GetService<IImageCodec>() is { } codec
            ? new(
                new(pipeline),
                codec,
                ImageShrinker.DecodesOf(pipeline, Math.Min(Environment.ProcessorCount, 8)),
                ImageToTag.DefaultMaxBytes
            )
            : null;
    }

    private static TextContentBlock NoPicture(string reason) =>
        new() { Text = ToolAnswers.Clean("The picture cannot be shown: " + reason) };
}
