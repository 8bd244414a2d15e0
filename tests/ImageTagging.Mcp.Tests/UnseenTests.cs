using System.Text;
using ImageTagging.Tool.Output;

namespace ImageTagging.Mcp.Tests;

/// <summary>One rule for characters that steer or that nobody sees, on a terminal and for assistants.</summary>
public sealed class UnseenTests
{
    public static TheoryData<int> Unseen =>
        [
            0x07,
            0x1B,
            0xAD,
            0x061C,
            0x180E,
            0x200B,
            0x200D,
            0x200E,
            0x202E,
            0x2028,
            0x2060,
            0x2066,
            0x3164,
            0xFEFF,
            0xFFA0,
            0xE0041,
        ];

    public static TheoryData<int> Variations => [0x180B, 0xFE00, 0xFE0E, 0xFE0F, 0xE0100, 0xE01EF];

    [Theory]
    [MemberData(nameof(Unseen))]
    public void What_steers_or_hides_is_seen_on_a_terminal_and_does_not_reach_an_assistant(int character)
    {
        var unseen = new Rune(character).ToString();
        Assert.Equal($"do\\u{{{character:x}}}g.jpg", Terminal.Safe($"do{unseen}g.jpg"));
        Assert.Equal("dog.jpg", ToolAnswers.Clean($"do{unseen}g.jpg"));
    }

    [Theory]
    [MemberData(nameof(Variations))]
    public void Variation_selectors_leave_terminal_and_assistants(int character)
    {
        var unseen = new Rune(character).ToString();
        Assert.Equal("a dog", Terminal.Safe($"a{unseen} d{unseen}{unseen}og{unseen}"));
        Assert.Equal("a dog", ToolAnswers.Clean($"a{unseen} d{unseen}{unseen}og{unseen}"));
    }

    [Fact]
    public void An_emoji_of_several_stays_one_on_a_terminal()
    {
        Assert.Equal("👨‍👩‍👧 ❤‍🔥.jpg", Terminal.Safe("👨‍👩‍👧 ❤️‍🔥.jpg"));
        Assert.Equal("a\\u{200d}🔥\\u{200d}", Terminal.Safe("a\u200d🔥\u200d"));
    }
}
