using System.Text;
using ImageTagging.Budgets;
using ImageTagging.Correcting;
using ImageTagging.Leases;
using ImageTagging.Running;
using ImageTagging.Tests.Budgets;
using ImageTagging.TestSupport;
using ImageTagging.Verifying;

namespace ImageTagging.Tests.Serialization;

/// <summary>Named state of an index that somebody else, or nobody, wrote.</summary>
public sealed class DamagedStateTests
{
    private const int Seed = 20261205;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"source":"s"}""")]
    [InlineData("""{"source":"s","leases":null}""")]
    [InlineData("""{"source":"s","leases":[null]}""")]
    [InlineData("""{"source":"s","leases":[{"id":null,"owner":"o","from":""}]}""")]
    [InlineData("""{"source":"s","leases":[{"id":"a","from":""}]}""")]
    [InlineData("""{"source":"\ud800","leases":[]}""")]
    public void A_damaged_lease_is_told_and_never_taken_for_none(string json)
    {
        var fault = Assert.Throws<ImageTaggingException>(() => LeaseSheet.Of("s", Entry(json)));
        Assert.Equal("LeaseUnreadable", fault.Code);
    }

    [Fact]
    public async Task Whatever_an_entry_holds_it_is_read_or_told()
    {
        string[] whole =
        [
            """{"source":"s","leases":[{"id":"a","owner":"host/1/2","from":"a","before":"b","epoch":1,"beat":2}]}""",
            """{"v":1,"limit":5,"spent":2.5,"at":"2024-01-01T00:00:00+00:00","blocks":[{"owner":"a","units":1,"turn":1,"at":"2024-01-01T00:00:00+00:00"}]}""",
            """{"query":"sea","add":["a"],"remove":[],"by":"me","at":"2024-01-01T00:00:00Z","afterSource":"s","afterKey":"k","changed":1,"conflicts":[["s","k"]]}""",
            """{"source":"s","key":"k","read":1,"written":2}""",
            """{"runId":"a","startedAt":"2024-01-01T00:00:00Z","endedAt":"2024-01-01T00:00:00Z","end":"Completed","counts":{"seen":1}}""",
        ];
        var random = new Random(Seed);
        for (var i = 0; i < Trials.Count(20_000); i++)
        {
            // An index keeps text; half a character is none.
            var json = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(HostileText.Mutate(whole[i % whole.Length], random)));
            try
            {
                switch (i % whole.Length)
                {
                    case 0:
                        Assert.All(LeaseSheet.Of("s", Entry(json)).Leases, l => Assert.NotNull(l.Range.From));
                        break;
                    case 1:
                        Assert.InRange(LedgerStore.Parse(Entry(json)).Taken, 0, decimal.MaxValue);
                        break;
                    case 2:
                        Assert.All(BatchState.Parse(Entry(json))!.Conflicts, c => Assert.Equal(2, c.Length));
                        break;
                    case 3:
                        Assert.NotNull(CopyPlace.Parse(json).Report([]));
                        break;
                    default:
                        var index = new StateIndex();
                        await index.TryWriteStateAsync(new() { Name = LastRun.StateName, Value = json }, Cancel);
                        Assert.NotNull((await LastRun.ReadAsync(index, Cancel))?.Counts ?? new());
                        break;
                }
            }
            catch (ImageTaggingException fault)
            {
                Assert.NotEmpty(fault.Code);
            }
            catch (Exception fault)
            {
                Assert.Fail($"Seed {Seed}, trial {i}: {json}\n{fault}");
            }
        }
    }

    private static StateEntry Entry(string json) => new() { Name = "an entry", Value = json };
}
