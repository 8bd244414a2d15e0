using System.Security.Cryptography;
using System.Text;

namespace ImageTagging.Testing.Rekognition;

/// <summary>Labels for pictures that nothing was told for: always the same for the same name.</summary>
internal static class DrawnLabels
{
    private static readonly string[] s_names =
    [
        "Animal",
        "Beach",
        "Bicycle",
        "Bird",
        "Boat",
        "Book",
        "Bridge",
        "Building",
        "Car",
        "Cat",
        "Chair",
        "Child",
        "City",
        "Cloud",
        "Coffee",
        "Dog",
        "Door",
        "Face",
        "Field",
        "Flower",
        "Food",
        "Forest",
        "Fruit",
        "Garden",
        "Grass",
        "Hat",
        "Horse",
        "House",
        "Lake",
        "Lamp",
        "Mountain",
        "Night",
        "Person",
        "Plant",
        "Road",
        "Rock",
        "Sea",
        "Sky",
        "Snow",
        "Street",
        "Sunset",
        "Table",
        "Train",
        "Tree",
        "Vehicle",
        "Water",
        "Window",
        "Woman",
    ];

    public static IReadOnlyList<ImageLabel> Of(string image)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(image), hash);
        var labels = new List<ImageLabel>(5);
        for (var i = 0; i < 5; i++)
        {
            var name = s_names[hash[i] % s_names.Length];
            if (!labels.Exists(l => l.Name == name))
            {
                labels.Add(new() { Name = name, Confidence = 99.5 - (4 * i) - (hash[8 + i] / 100d) });
            }
        }

        return labels;
    }
}
