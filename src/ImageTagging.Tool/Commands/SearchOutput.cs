using System.CommandLine;
using System.Globalization;
using ImageTagging.Semantics;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary>The finds of a search, page by page, as lines or a table.</summary>
internal static class SearchOutput
{
    private const int MostParts = 8;

    /// <summary>The option that has a query's words taken as they are written.</summary>
    public static Option<bool> ExactWords() =>
        new("--exact-words") { Description = "No aliases, parents, meanings or corrections of typing errors" };

    /// <summary>The option that has tags shown by their names in a language.</summary>
    public static Option<string?> Language() =>
        new Option<string?>("--language")
        {
            Description =
                $"Show tags by their names in a language: {string.Join(", ", Vocabulary.Empty.Languages)} (default: as they are stored)",
            HelpName = "CODE",
        }
            .Where(
                code => Vocabulary.Empty.LanguageFor(code!) is not null,
                $"is a language in which tags have names: {string.Join(", ", Vocabulary.Empty.Languages)}"
            )
            .Offering(Vocabulary.Empty.Languages);

    /// <summary>Searches and writes.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="index">Where to search.</param>
    /// <param name="request">What to find; its size is taken from <paramref name="limit"/>.</param>
    /// <param name="forgiving">What is forgiven.</param>
    /// <param name="limit">How many, 0 for all.</param>
    /// <param name="language">The language that tags are shown in; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many pictures are found.</returns>
    public static async Task<long> WriteAsync(
        ToolOutput output,
        ITagIndex index,
        SearchRequest request,
        ForgivingOptions forgiving,
        int limit,
        string? language,
        CancellationToken cancellationToken
    )
    {
        using var meaning = SentenceModel.IsSupported ? new SentenceModel(TagMeanings.Of(index)) : null;
        var search = new ImageSearch(index, options: new() { Meaning = meaning });
        var left = limit is 0 ? long.MaxValue : limit;
        long? total = null;
        do
        {
            var size = total is null && left < SearchRequest.MaxSize ? left : SearchRequest.MaxSize;
            var answer = await search
                .SearchAsync(request with { Size = (int)Math.Min(left, size) }, forgiving, cancellationToken)
                .ConfigureAwait(false);
            if (total is null)
            {
                total = answer.Results.Total;
                Introduce(output, answer, request.SimilarTo);
                if (total == 0 && request.SimilarTo is null)
                {
                    await TellPartsAsync(output, search, request.Query, forgiving, cancellationToken).ConfigureAwait(false);
                }
            }

            var byTaken = request.Sort is SearchSort.TakenNewest or SearchSort.TakenOldest;
            Write(output, answer.Results.Hits, byTaken, language);
            left -= answer.Results.Hits.Count;
            request = request with { Cursor = answer.Results.NextCursor };
        } while (left > 0 && request.Cursor is not null);
        return total.Value;
    }

    // Where no picture shows all of it, what each word finds alone.
    private static async Task TellPartsAsync(
        ToolOutput output,
        ImageSearch search,
        TagQuery query,
        ForgivingOptions forgiving,
        CancellationToken cancellationToken
    )
    {
        List<string> found = [];
        foreach (var part in query is AndQuery all ? all.Parts.OfType<HasTagQuery>().Take(MostParts) : [])
        {
            var answer = await search
                .SearchAsync(
                    new() { Query = part, Size = 0 },
                    forgiving with
                    {
                        FindByMeaning = false,
                        DidYouMean = false,
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (answer.Results.Total > 0)
            {
                found.Add(string.Create(CultureInfo.InvariantCulture, $"{part.Name} {answer.Results.Total:N0}"));
            }
        }

        if (found.Count > 0)
        {
            output.Note("Each alone finds: " + string.Join(", ", found) + ".");
        }
    }

    private static void Introduce(ToolOutput output, SearchAnswer answer, SimilarTo? similar)
    {
        foreach (var expansion in answer.Expansions)
        {
            output.Note(expansion.Sentence);
            output.Object(
                "expansion",
                w =>
                {
                    w.WriteString("word", expansion.Word);
                    w.WriteString("kind", expansion.Kind.ToString().ToLowerInvariant());
                    w.WriteStartArray("tags");
                    foreach (var tag in expansion.Tags)
                    {
                        w.WriteStringValue(tag);
                    }

                    w.WriteEndArray();
                    w.WriteString("sentence", expansion.Sentence);
                }
            );
        }

        var order =
            similar is { MinSimilarity: > -1 }
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $", the most similar first, without those under {similar.MinSimilarity:0.##} (--least)"
                )
            : similar is not null ? ", the most similar first"
            : answer.Expansions.Any(e => e.Kind == ExpansionKind.Meaning) ? ", the nearest in meaning first"
            : "";
        output.Note(string.Create(CultureInfo.InvariantCulture, $"{answer.Results.Total:N0} found{order}"));
        if (answer.DidYouMean.Count > 0)
        {
            output.Note("Did you mean: " + string.Join(", ", answer.DidYouMean.Select(s => s.Text)));
            foreach (var proposal in answer.DidYouMean)
            {
                output.Object(
                    "proposal",
                    w =>
                    {
                        w.WriteString("query", proposal.Text);
                        w.WriteNumber("count", proposal.Count);
                    }
                );
            }
        }
    }

    private static void Write(ToolOutput output, IReadOnlyList<SearchHit> hits, bool byTaken, string? language)
    {
        foreach (var hit in hits)
        {
            output.Object(
                "hit",
                w =>
                {
                    w.WriteString("source", hit.Record.Source);
                    w.WriteString("key", hit.Record.Key);
                    w.WriteString("location", hit.Record.Location);
                    w.WriteNumber("score", hit.Score);
                    if (hit.Record.Facts is { } facts)
                    {
                        PhotoWords.Write(w, facts);
                    }

                    TagWords.Write(w, "tags", hit.Record.Tags, language);
                }
            );
        }

        if (hits.Count > 0)
        {
            output.Table(
                [byTaken ? "Taken" : "Score", "Picture", "Tags"],
                hits.Select(h =>
                    (string[])
                        [
                            !byTaken ? h.Score.ToString("0.##", CultureInfo.InvariantCulture)
                            : h.Record.Facts?.Taken is { } taken ? PhotoWords.Taken(taken.Value)
                            : "unknown",
                            h.Record.Key,
                            TagWords.Of(h.Record.Tags, language: language),
                        ]
                )
            );
        }
    }
}
