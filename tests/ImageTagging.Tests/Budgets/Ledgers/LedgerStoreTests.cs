using ImageTagging.Budgets;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Budgets;

public sealed class LedgerStoreTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"v":1}""")]
    [InlineData("""{"v":1,"spent":5,"blocks":null}""")]
    [InlineData("""{"v":1,"spent":5,"blocks":[null]}""")]
    [InlineData("""{"v":1,"spent":5,"blocks":[{"owner":null,"units":1}]}""")]
    // What gives back what nobody spent makes a budget larger.
    [InlineData("""{"v":1,"spent":-5,"blocks":[]}""")]
    [InlineData("""{"v":1,"spent":5,"blocks":[{"owner":"a","units":-100}]}""")]
    [InlineData("""{"v":1,"spent":79000000000000000000000000000,"blocks":[]}""")]
    public void A_damaged_ledger_is_told_and_never_taken_for_none(string json)
    {
        var fault = Assert.Throws<ImageTaggingException>(() => LedgerStore.Parse(Entry(json)));
        Assert.Equal("NewerSchema", fault.Code);
    }

    [Fact]
    public async Task Many_that_change_one_ledger_at_once_lose_no_change()
    {
        var store = new LedgerStore(new StateIndex(), TimeProvider.System);
        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < 25; i++)
                        {
                            await store.ChangeAsync("budgets/a/calls/run/1", s => s with { Spent = s.Spent + 1 }, default);
                        }
                    })
                )
        );

        Assert.Equal(400, (await store.ReadAsync("budgets/a/calls/run/1", default))!.Spent);
    }

    [Fact]
    public async Task Nothing_to_change_writes_nothing_and_a_ledger_goes_only_as_it_was_read()
    {
        var index = new StateIndex();
        var store = new LedgerStore(index, new FakeTimeProvider());
        await store.ChangeAsync("a", _ => null, default);
        Assert.Equal(0, index.Writes);
        Assert.Null(await store.ReadAsync("a", default));
        Assert.False(await store.TryDeleteAsync("a", _ => true, default));

        await store.ChangeAsync("a", s => s with { Spent = 2 }, default);
        Assert.False(await store.TryDeleteAsync("a", s => s.Spent == 0, default));
        Assert.True(await store.TryDeleteAsync("a", s => s.Spent == 2, default));
        Assert.Null(await store.ReadAsync("a", default));
    }

    private static StateEntry Entry(string json) => new() { Name = "an entry", Value = json };
}
