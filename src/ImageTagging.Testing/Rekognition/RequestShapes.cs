using System.Collections.Frozen;

namespace ImageTagging.Testing.Rekognition;

/// <summary>The requests of the four operations, after the service model of 2016-06-27. A test holds them equal to the model.</summary>
internal static class RequestShapes
{
    private const string Arn =
        @"(^arn:[a-z\d-]+:rekognition:[a-z\d-]+:\d{12}:project\/[a-zA-Z0-9_.\-]{1,255}\/version\/[a-zA-Z0-9_.\-]{1,255}\/[0-9]+$)";

    private static readonly Shape s_percent = new NumberShape(IsInteger: false, 0, 100);
    private static readonly Shape s_count = new NumberShape(IsInteger: true, 0);
    private static readonly Shape s_float = new NumberShape(IsInteger: false);
    private static readonly Shape s_part = new NumberShape(IsInteger: false, 0, 1);
    private static readonly Shape s_arn = new TextShape(20, 2048, Arn);
    private static readonly Shape s_filters = new ListShape(new TextShape(0, 50, "[A-Za-z0-9àâèçñó'-_(). ]*"), 100, 0);

    private static readonly Shape s_image = Structure(
        ("Bytes", new BlobShape(1, 5_242_880)),
        (
            "S3Object",
            Structure(
                ("Bucket", new TextShape(3, 255, @"[0-9A-Za-z\.\-_]*")),
                ("Name", new TextShape(1, 1024)),
                ("Version", new TextShape(1, 1024))
            )
        )
    );

    private static readonly Shape s_box = Structure(("Width", s_float), ("Height", s_float), ("Left", s_float), ("Top", s_float));

    public static FrozenDictionary<string, StructureShape> ByOperation { get; } =
        new Dictionary<string, StructureShape>(StringComparer.Ordinal)
        {
            ["DetectLabels"] = Structure(
                ("Image!", s_image),
                ("MaxLabels", s_count),
                ("MinConfidence", s_percent),
                ("Features", new ListShape(new TextShape(Values: ["GENERAL_LABELS", "IMAGE_PROPERTIES"]), 2, 0)),
                (
                    "Settings",
                    Structure(
                        (
                            "GeneralLabels",
                            Structure(
                                ("LabelInclusionFilters", s_filters),
                                ("LabelExclusionFilters", s_filters),
                                ("LabelCategoryInclusionFilters", s_filters),
                                ("LabelCategoryExclusionFilters", s_filters)
                            )
                        ),
                        ("ImageProperties", Structure(("MaxDominantColors", new NumberShape(IsInteger: true, 0, 20))))
                    )
                )
            ),
            ["DetectCustomLabels"] = Structure(
                ("ProjectVersionArn!", s_arn),
                ("Image!", s_image),
                ("MaxResults", s_count),
                ("MinConfidence", s_percent)
            ),
            ["DetectModerationLabels"] = Structure(
                ("Image!", s_image),
                ("MinConfidence", s_percent),
                (
                    "HumanLoopConfig",
                    Structure(
                        ("HumanLoopName!", new TextShape(1, 63, "^[a-z0-9](-*[a-z0-9])*")),
                        ("FlowDefinitionArn!", new TextShape(null, 256)),
                        (
                            "DataAttributes",
                            Structure(
                                (
                                    "ContentClassifiers",
                                    new ListShape(
                                        new TextShape(Values: ["FreeOfPersonallyIdentifiableInformation", "FreeOfAdultContent"]),
                                        256
                                    )
                                )
                            )
                        )
                    )
                ),
                ("ProjectVersion", s_arn)
            ),
            ["DetectText"] = Structure(
                ("Image!", s_image),
                (
                    "Filters",
                    Structure(
                        (
                            "WordFilter",
                            Structure(
                                ("MinConfidence", s_percent),
                                ("MinBoundingBoxHeight", s_part),
                                ("MinBoundingBoxWidth", s_part)
                            )
                        ),
                        (
                            "RegionsOfInterest",
                            new ListShape(
                                Structure(
                                    ("BoundingBox", s_box),
                                    ("Polygon", new ListShape(Structure(("X", s_float), ("Y", s_float))))
                                ),
                                10,
                                0
                            )
                        )
                    )
                )
            ),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    // A name with an exclamation mark is required.
    private static StructureShape Structure(params (string Name, Shape Shape)[] members) =>
        new(
            members.ToDictionary(m => m.Name.TrimEnd('!'), m => m.Shape, StringComparer.Ordinal),
            [.. members.Where(m => m.Name.EndsWith('!')).Select(m => m.Name.TrimEnd('!'))]
        );
}
