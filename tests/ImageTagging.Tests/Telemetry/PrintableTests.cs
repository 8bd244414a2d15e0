using ImageTagging.Telemetry;

namespace ImageTagging.Tests.Telemetry;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("2024/été 写真 😀.jpg", "2024/été 写真 😀.jpg")]
    [InlineData("a\u001b[2Jb\nc", "a\\u001b[2Jb\\u000ac")]
    [InlineData("fdp.exe\u202egpj", "fdp.exe\\u202egpj")]
    [InlineData("a\U000e0041b", "a\\U000e0041b")]
    public void What_a_terminal_obeys_or_nobody_sees_is_escaped(string text, string shown) =>
        Assert.Equal(shown, Printable.Text(text));

    [Fact]
    public void A_long_name_is_cut_and_says_so()
    {
        Assert.Equal(new string('x', 300), Printable.Text(new string('x', 300)));
        Assert.Equal(new string('x', 300) + "…", Printable.Text(new string('x', 301)));
    }
}
