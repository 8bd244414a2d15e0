using System.Text.Json;
using ImageTagging.Serialization;

namespace ImageTagging.Tests.Serialization;

public sealed class StateReaderTests
{
    [Fact]
    public void What_a_newer_version_adds_is_passed_over()
    {
        var state = Assert.Single(
            Taggers(
                """[{"newer":[{}],"name":"a","failure":{"code":"c","message":"m","at":0,"hint":{"a":1}},"borrowed_from":{"source":"s","key":"k","id":7}}]"""
            )
        );
        Assert.Equal(("a", "c", new ImageName("s", "k")), (state.Name, state.Failure!.Code, state.BorrowedFrom));
    }

    [Theory]
    [InlineData("Solar")]
    [InlineData("77")]
    public void A_kind_of_failure_that_only_a_newer_version_knows_is_tried_again(string kind) =>
        Assert.Equal(
            FailureKind.Transient,
            Taggers("""[{"name":"a","failure":{"kind":"KIND","code":"c","message":"m","at":0}}]""".Replace("KIND", kind))[
                0
            ].Failure!.Kind
        );

    [Theory]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("""[{"name":null}]""")]
    [InlineData("""[{"name":"a","fingerprint":"0a/50"}]""")]
    [InlineData("""[{"name":"a","embedding":{"space":"x"}}]""")]
    [InlineData("""[{"name":"a","embedding":{"space":"x","components":""}}]""")]
    [InlineData("""[{"name":"a","embedding":{"space":"x","components":"AAAA"}}]""")]
    [InlineData("""[{"name":"a","borrowed_from":{"source":"s"}}]""")]
    [InlineData("""[{"name":"a","tagged_at":1e300}]""")]
    [InlineData("""[{"name":"a","failure":{"code":"c","message":"m"}}]""")]
    public void An_answer_that_is_not_whole_is_told(string json) => Assert.Throws<JsonException>(() => Taggers(json));

    [Theory]
    [InlineData("""[{"added":true,"by":"a","at":0,"batch":"b"}]""")]
    [InlineData("""[{"tag":"x","by":"a","at":0,"batch":"b"}]""")]
    [InlineData("""[{"tag":"x","added":true,"at":0,"batch":"b"}]""")]
    [InlineData("""[{"tag":"x","added":true,"by":"a","batch":"b"}]""")]
    [InlineData("""[{"tag":"x","added":true,"by":"a","at":0}]""")]
    [InlineData("""[{"fact":"camera","added":true,"by":"a","at":0,"batch":"b"}]""")]
    public void A_correction_that_is_not_whole_is_told(string json) =>
        Assert.Throws<JsonException>(() => Stored.Read(json, StateReader.Edits));

    [Theory]
    [InlineData("""{"contents":[]}""")]
    [InlineData("""{"contents":["crc:1"],"replaced_at":0}""")]
    [InlineData("""{"contents":"md5","replaced_at":0}""")]
    public void A_former_content_that_is_not_whole_is_told(string json) =>
        Assert.Throws<JsonException>(() => Stored.Read(json, StateReader.Previous));

    private static IReadOnlyList<TaggerState> Taggers(string json) => Stored.Read(json, StateReader.Taggers);
}
