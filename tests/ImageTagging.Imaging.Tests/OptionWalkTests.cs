using ImageTagging.TestSupport;

namespace ImageTagging.Imaging.Tests;

/// <summary>Every option of the decoder.</summary>
public sealed class OptionWalkTests
{
    [Fact]
    public void Every_option_has_ends_and_a_test() =>
        new OptionWalk<ImagingOptions>(read: null, options => OptionFaults.Of(() => _ = new VipsImageCodec(options))).Check(
            typeof(OptionWalkTests).Assembly,
            nested: [],
            endless: [],
            new("MaxBytes", null, "HostilePictureTests.Bounds_hold_for_bytes_and_pixels"),
            new("MaxPixels", null, "HostilePictureTests.Bounds_hold_for_bytes_and_pixels"),
            new("MaxMemory", null, "DecodeMemoryTests.All_decodes_of_a_process_hold_no_more_than_the_bound"),
            new("Timeout", null, "HostilePictureTests.A_decode_whose_time_is_over_is_ended_by_libvips_itself"),
            new("Ffmpeg", null, "VideoTests.Without_ffmpeg_one_sentence_says_what_to_install")
        );
}
