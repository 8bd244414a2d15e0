using ImageTagging.Hosting;
using Microsoft.Extensions.Configuration;

namespace ImageTagging.S3;

/// <summary>Reads options from a section of the configuration; written out, because binding by reflection does not survive trimming.</summary>
internal static class S3Section
{
    public static S3SourceOptions Read(IConfigurationSection section, S3SourceOptions options, out IReadOnlyList<string> faults)
    {
        var reader = new SectionReader(section);
        options.Bucket = reader.Text(nameof(options.Bucket)) ?? options.Bucket;
        options.Prefix = reader.Text(nameof(options.Prefix)) ?? options.Prefix;
        options.IncludeHidden = reader.Flag(nameof(options.IncludeHidden)) ?? options.IncludeHidden;
        options.Region = reader.Text(nameof(options.Region)) ?? options.Region;
        options.ServiceUrl = reader.Text(nameof(options.ServiceUrl)) ?? options.ServiceUrl;
        options.ForcePathStyle = reader.Flag(nameof(options.ForcePathStyle)) ?? options.ForcePathStyle;
        options.RequesterPays = reader.Flag(nameof(options.RequesterPays)) ?? options.RequesterPays;
        options.TrustETags = reader.Flag(nameof(options.TrustETags)) ?? options.TrustETags;
        options.ExpectedBucketOwner = reader.Text(nameof(options.ExpectedBucketOwner)) ?? options.ExpectedBucketOwner;
        Fill(options.Exclude, reader.ListOrNull(nameof(options.Exclude)));
        Fill(options.Suffixes, reader.ListOrNull(nameof(options.Suffixes)));
        faults = reader.End();
        return options;
    }

    private static void Fill(IList<string> list, IList<string>? read)
    {
        if (read is not null)
        {
            list.Clear();
            foreach (var one in read)
            {
                list.Add(one);
            }
        }
    }
}
