using ImageTagging.AspNetCore.Hosting;

namespace ImageTagging.AspNetCore.Searching;

/// <summary>Other readings of words that are no tag here: a time, a place, somebody's name, a camera, a title, a file's name.</summary>
internal sealed class FactReadings(WebParts parts)
{
    // Each is counted as each fact.
    private const int MostWords = 4;

    private static readonly string[] s_facts = ["taken", "place", "people", "camera", "lens", "title"];

    /// <summary>The query with its unknown words taken for facts; null where all are known, or none is a fact of any picture.</summary>
    public async ValueTask<ProposalView?> FindAsync(
        SearchQuestion question,
        SearchAnswer answer,
        CancellationToken cancellationToken
    )
    {
        var plain = answer.Expansions.All(e => e.Kind == ExpansionKind.Name);
        if ((answer.Results.Total > 0 && plain) || question.Asked is OrQuery)
        {
            return null;
        }

        TagQuery[] asked = question.Asked is AndQuery all ? [.. all.Parts] : [question.Asked];
        string[] texts = [.. asked.Select(TagQueryText.ToCanonical)];
        var (tried, read) = (0, false);
        for (var i = 0; i < asked.Length && tried < MostWords; i++)
        {
            if (
                asked[i] is not HasTagQuery { Name: var word, Min.Hundredths: 0, Max: null }
                || ImageSearch.IsStopWord(word)
                || answer.Expansions.Any(e => e.Word == word && e.Kind == ExpansionKind.Name)
                || await CountAsync(asked[i], question, cancellationToken).ConfigureAwait(false) > 0
            )
            {
                continue;
            }

            tried++;
            if (await ReadAsync(word, question, cancellationToken).ConfigureAwait(false) is { } fact)
            {
                (asked[i], texts[i], read) = (fact.Query, fact.Text, true);
            }
        }

        if (!read)
        {
            return null;
        }

        var query = asked.Length == 1 ? asked[0] : TagQueries.All(asked);
        var count = await CountAsync(query, question, cancellationToken).ConfigureAwait(false);
        return count > 0 ? new(string.Join(' ', texts), count) : null;
    }

    private async ValueTask<(TagQuery Query, string Text)?> ReadAsync(
        string word,
        SearchQuestion question,
        CancellationToken cancellationToken
    )
    {
        foreach (var query in Readings(word))
        {
            if (await CountAsync(query, question, cancellationToken).ConfigureAwait(false) > 0)
            {
                // A period as it was typed is read more easily than its two ends.
                return (query, query is TakenQuery ? $"taken:{word}" : TagQueryText.ToCanonical(query));
            }
        }

        return null;
    }

    private static IEnumerable<TagQuery> Readings(string word)
    {
        foreach (var fact in s_facts)
        {
            TagQuery query;
            try
            {
                query = TagQueryParser.Parse($"{fact}:\"{word}\"");
            }
            catch (TagQuerySyntaxException)
            {
                // No time, say.
                continue;
            }

            yield return query;
        }

        // As cameras count their files; a key's letters are told apart by their case.
        if (word.Any(char.IsDigit) && word.Any(char.IsLetter) && !word.Any(c => c is '*' or '?' or '\\'))
        {
            yield return TagQueries.Key($"*{word}*");
            yield return TagQueries.Key($"*{word.ToUpperInvariant()}*");
        }
    }

    private async ValueTask<long> CountAsync(TagQuery query, SearchQuestion question, CancellationToken cancellationToken)
    {
        var found = await parts
            .SearchAsync(
                new()
                {
                    Query = query,
                    Size = 0,
                    Selections = question.Chosen,
                },
                ForgivingOptions.None,
                cancellationToken
            )
            .ConfigureAwait(false);
        return found.Results.Total;
    }
}
