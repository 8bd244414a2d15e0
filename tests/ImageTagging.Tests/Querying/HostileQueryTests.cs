using System.Text.Json;
using ImageTagging.Indexing;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Querying;

/// <summary>Queries, cursors and records as anybody may send them.</summary>
public sealed class HostileQueryTests
{
    private const int Seed = 20261206;

    private static readonly string[] s_queries =
    [
        "cat dog OR -indoor (sea AND \"blue \"\"sky\"\"\") NOT untagged",
        "any:(sea coast*0.75 \"large lake\"*0.5>=40) category:animal status:failed",
        "cat>=90.25% dog<=50 bird=7 key:2024/*.jpg source:\"a b\" has:edits",
        "modified:2024-01..2024-06-30T12:00:00.5+02:00 modified:9999-12 modified:..<2024 *",
    ];

    [Fact]
    public void Any_text_is_a_query_that_reads_back_or_is_told_where_it_is_wrong()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Trials.Count(50_000); i++)
        {
            var text = HostileText.Mutate(s_queries[i % s_queries.Length], random);
            try
            {
                var query = TagQueryParser.Parse(text);
                var canonical = TagQueryText.ToCanonical(query);
                Assert.Equal(canonical, TagQueryText.ToCanonical(TagQueryParser.Parse(canonical)));
                QuerySemantics.Check(query);
            }
            catch (TagQuerySyntaxException fault)
            {
                Assert.InRange(fault.Column, 1, text.Length + 1);
            }
            catch (ImageTaggingException fault)
            {
                Assert.Equal(FailureKind.Refused, fault.Kind);
            }
            catch (Exception fault)
            {
                Assert.Fail($"Seed {Seed}, trial {i}: {text}\n{fault}");
            }
        }
    }

    [Fact]
    public void A_record_of_damaged_json_is_whole_or_none()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Trials.Count(20_000); i++)
        {
            var whole = System.Text.Encoding.UTF8.GetString(RecordJson.Serialize(new RandomRecords(i % 50).Next()));
            var text = HostileText.Mutate(whole, random);
            try
            {
                var record = RecordJson.Deserialize(System.Text.Encoding.UTF8.GetBytes(text));
                // What was read can be stored again, and is the same then.
                var json = RecordJson.Serialize(record);
                Assert.Equal(json, RecordJson.Serialize(RecordJson.Deserialize(json)));
                Assert.All(
                    record.Taggers.Select(t => t.Failure).OfType<TaggerFailure>(),
                    f => Assert.True(Enum.IsDefined(f.Kind))
                );
            }
            catch (JsonException)
            {
                // The one exception that readers of stored records expect.
            }
            catch (Exception fault)
            {
                Assert.Fail($"Seed {Seed}, trial {i}: {text}\n{fault}");
            }
        }
    }
}
