using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Images;
using ModelContextProtocol.Protocol;

namespace ImageTagging.Mcp;

/// <summary>How tools answer: JSON for what was found, one sentence for what went wrong.</summary>
internal static class ToolAnswers
{
    private const int LongestText = 500;

    /// <summary>Faults that the asker can mend are answers; others are the server's and are told without details.</summary>
    public static async Task<CallToolResult> TellAsync(Func<Task<CallToolResult>> answer)
    {
        try
        {
            return await answer().ConfigureAwait(false);
        }
        catch (WebProblemException fault)
        {
            return Fault(fault.Problem.Detail);
        }
        catch (ImageTaggingException fault)
        {
            return Fault(fault.Message);
        }
        catch (ArgumentException)
        {
            return Fault("A parameter cannot be used as it is.");
        }
    }

    public static CallToolResult Json<T>(T value, JsonTypeInfo<T> type) =>
        new() { Content = [new TextContentBlock { Text = JsonSerializer.Serialize(value, type) }] };

    public static int Within(int value, int least, int most, string name) =>
        value >= least && value <= most
            ? value
            : throw WebProblemException.BadRequest(
                "OutOfRange",
                string.Create(CultureInfo.InvariantCulture, $"{name} is {least} to {most}.")
            );

    public static SearchSort SortOf(string? sort) =>
        sort?.ToLowerInvariant() switch
        {
            null or "" or "relevance" => SearchSort.Score,
            "newest" => SearchSort.Newest,
            "oldest" => SearchSort.Oldest,
            "name" => SearchSort.Name,
            "taken" => SearchSort.TakenNewest,
            "taken-oldest" => SearchSort.TakenOldest,
            _ => throw WebProblemException.BadRequest(
                "SearchRefused",
                "Sorts are relevance, taken, taken-oldest, newest, oldest and name."
            ),
        };

    public static FoundImage Of(ImageRecord record) =>
        new(
            ImageAddress.Of(record.Name),
            Clean(ImageViews.NameOf(record.Key)),
            Clean(record.Location),
            record.Width,
            record.Height,
            record.ModifiedAt,
            [.. record.Tags.Take(30).Select(t => new TagOfImage(Clean(t.Name), t.Confidence.Percent))]
        );

    public static ShownImage DetailOf(ImageRecord record) =>
        new(
            Of(record),
            ImageViews.StatusOf(record.Status),
            [
                .. record.Taggers.Select(t => new TaggerAnswer(
                    Clean(t.Name),
                    t.Failure is { } failure ? Clean(failure.Message) : null,
                    [
                        .. t
                            .Labels.OrderByDescending(l => l.Confidence)
                            .Take(50)
                            .Select(l => new LabelOfImage(
                                Clean(l.Name),
                                l.Confidence,
                                [.. l.Parents.Take(20).Select(Clean)],
                                l.Boxes.Count
                            )),
                    ]
                )),
            ],
            [.. record.Edits.Take(50).Select(e => $"{Clean(e.By)} {(e.IsAdded ? "added" : "removed")} {Clean(SaidOf(e))}")]
        );

    private static string SaidOf(Correction edit) =>
        edit.Tag ?? $"{edit.Fact?.ToString().ToLowerInvariant()} {edit.Value}".TrimEnd();

    /// <summary>Text from outside without what could steer whoever reads it or hides in it: control, direction, zero-width and variation characters, and endless length.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, LongestText));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= LongestText)
            {
                clean.Append('…');
                break;
            }

            if (!UnseenText.Misleads(rune))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }

    private static CallToolResult Fault(string sentence) =>
        new() { IsError = true, Content = [new TextContentBlock { Text = Clean(sentence) }] };
}
