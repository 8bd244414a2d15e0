using ImageTagging.Conformance;

namespace ImageTagging.Metadata.Tests;

public sealed class MetadataProvider : TaggerProvider
{
    public override ValueTask<ITagger> CreateAsync() => new(new MetadataTagger());

    public override ValueTask<byte[]> ReadPictureAsync() => new(TaggedPicture.WithIptc("sea", "harbour", "boat"));
}

public sealed class MetadataTaggerConformance(MetadataProvider provider) : TaggerConformance<MetadataProvider>(provider);
