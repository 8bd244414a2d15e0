using System.Globalization;
using System.Text;
using System.Xml;

namespace ImageTagging.Testing.S3;

/// <summary>The XML that S3 answers with.</summary>
internal static class S3Xml
{
    private const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    public static byte[] Error(string code, string message, string requestId, string? region = null) =>
        Write(w =>
        {
            w.WriteStartElement("Error");
            w.WriteElementString("Code", code);
            w.WriteElementString("Message", message);
            if (region is not null)
            {
                w.WriteElementString("Region", region);
            }

            w.WriteElementString("RequestId", requestId);
            w.WriteEndElement();
        });

    public static byte[] Listing(
        string bucket,
        string prefix,
        IReadOnlyList<(string Key, S3DoubleObject Object)> page,
        int maxKeys,
        string? next,
        bool encoded,
        bool restore
    ) =>
        Write(w =>
        {
            w.WriteStartElement("ListBucketResult", Namespace);
            w.WriteElementString("Name", Namespace, bucket);
            w.WriteElementString("Prefix", Namespace, encoded ? Encode(prefix) : prefix);
            w.WriteElementString("KeyCount", Namespace, page.Count.ToString(CultureInfo.InvariantCulture));
            w.WriteElementString("MaxKeys", Namespace, maxKeys.ToString(CultureInfo.InvariantCulture));
            w.WriteElementString("IsTruncated", Namespace, next is null ? "false" : "true");
            if (encoded)
            {
                w.WriteElementString("EncodingType", Namespace, "url");
            }

            if (next is not null)
            {
                w.WriteElementString("NextContinuationToken", Namespace, next);
            }

            foreach (var (key, item) in page)
            {
                w.WriteStartElement("Contents", Namespace);
                w.WriteElementString("Key", Namespace, encoded ? Encode(key) : key);
                w.WriteElementString(
                    "LastModified",
                    Namespace,
                    item.ModifiedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
                );
                w.WriteElementString("ETag", Namespace, "\"" + item.ETag + "\"");
                w.WriteElementString("Size", Namespace, item.Content.Length.ToString(CultureInfo.InvariantCulture));
                w.WriteElementString("StorageClass", Namespace, item.StorageClass);
                if (restore && item.RestoredUntil is { } until)
                {
                    w.WriteStartElement("RestoreStatus", Namespace);
                    w.WriteElementString("IsRestoreInProgress", Namespace, "false");
                    w.WriteElementString(
                        "RestoreExpiryDate",
                        Namespace,
                        until.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
                    );
                    w.WriteEndElement();
                }

                w.WriteEndElement();
            }

            w.WriteEndElement();
        });

    // S3 writes a space as '+' and leaves '/' as it is.
    private static string Encode(string key) =>
        Uri.EscapeDataString(key).Replace("%20", "+", StringComparison.Ordinal).Replace("%2F", "/", StringComparison.Ordinal);

    private static byte[] Write(Action<XmlWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            write(writer);
        }

        return stream.ToArray();
    }
}
