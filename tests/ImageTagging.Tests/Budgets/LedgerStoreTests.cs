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

    private static StateEntry Entry(string json) => new() { Name = "an entry", Value = json };
}
