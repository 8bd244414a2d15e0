using Amazon.Runtime;
using ImageTagging.Testing;

namespace ImageTagging.Rekognition.Tests;

/// <summary>Clients and pictures for tests over the double.</summary>
internal static class Doubles
{
    public static RekognitionClientOptions OptionsOf(RekognitionDouble server) =>
        new()
        {
            Region = server.Region,
            ServiceUrl = server.ServiceUrl,
            Credentials = new BasicAWSCredentials(RekognitionDouble.AccessKey, RekognitionDouble.SecretKey),
        };

    public static RekognitionClient ClientOf(RekognitionDouble server, TimeProvider? time = null) => new(OptionsOf(server), time);

    public static ImageReference Object(string key = "a.jpg", string bucket = "pictures", string? version = null) =>
        new()
        {
            S3Object = new()
            {
                Bucket = bucket,
                Name = key,
                Version = version,
            },
        };

    public static ImageToTag ImageOf(FakeImageSource source, string key, byte[]? content = null, string? versionId = null) =>
        new(source, source.Put(key, content ?? Pictures.Png(200, 100), versionId));

    public static async Task<T> FaultOf<T>(Func<Task> action)
        where T : Exception => await Assert.ThrowsAsync<T>(action);
}
