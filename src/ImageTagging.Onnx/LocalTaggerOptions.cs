using ImageTagging.Imaging;

namespace ImageTagging.Onnx;

/// <summary>How <see cref="LocalTagger"/> tags, and how much of what it says is kept.</summary>
public sealed record LocalTaggerOptions
{
    /// <summary>The tagger's name: lower-case letters, digits, <c>-</c> and <c>.</c>.</summary>
    /// <value>The default is <c>local</c>.</value>
    public string Name { get; set; } = "local";

    /// <summary>How much work is put into a picture.</summary>
    /// <value>The default is <see cref="LocalProfile.Standard"/>.</value>
    public LocalProfile Profile { get; set; } = LocalProfile.Standard;

    /// <summary>
    /// The models that are asked. Without one of them a picture costs less, and the words that it knows best are said less often;
    /// the others' rules are fitted to do without it. <see cref="LocalProfile.Fast"/> asks the classifier alone.
    /// </summary>
    /// <value>The default is <see cref="LocalModels.All"/>.</value>
    public LocalModels Models { get; set; } = LocalModels.All;

    /// <summary>Paths of model cards of your own, whose labels join those of the package's models; of one word the surer label counts.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<string> ModelCards { get; set; } = [];

    /// <summary>The properties that are told by the pixels alone.</summary>
    /// <value>The default is <see cref="PixelProperties.Usual"/>.</value>
    public PixelProperties Properties { get; set; } = PixelProperties.Usual;

    /// <summary>The lowest confidence that is kept, 0–100. Confidences are calibrated: of labels at 70 about seven in ten hold.</summary>
    /// <value>The default is 27.</value>
    public double MinConfidence { get; set; } = 27;

    /// <summary>
    /// The lowest confidence that is kept of a word that no more than one example taught, 0–100, where it is over <see cref="MinConfidence"/>:
    /// of such words the confidence itself is less sure, and a search for one that finds only wrong pictures is worse than one that finds nothing.
    /// </summary>
    /// <value>The default is 50.</value>
    public double MinRareConfidence { get; set; } = 50;

    /// <summary>The most labels of a picture, the surest first; 0 for no limit.</summary>
    /// <value>The default is 0.</value>
    public int MaxLabels { get; set; }

    /// <summary>Pictures that are worked on at once, 1–1,024. More than there are processors gains nothing.</summary>
    /// <value>The default is the number of processors.</value>
    public int MaxConcurrency { get; set; } = Environment.ProcessorCount;

    /// <summary>The bounds within which pictures are decoded.</summary>
    public ImagingOptions Imaging { get; set; } = new();

    /// <summary>The models that the profile asks of those that are wanted.</summary>
    internal LocalModels Asked => Profile == LocalProfile.Fast ? Models & LocalModels.Classifier : Models;

    /// <summary>Every fault of these options.</summary>
    internal IReadOnlyList<string> Faults()
    {
        var faults = OnnxTaggerOptions.Faults(MinConfidence, MaxLabels, MaxConcurrency, Imaging).ToList();
        if (MinRareConfidence is not (>= 0 and <= 100))
        {
            faults.Add("MinRareConfidence must be 0 to 100");
        }

        if (!Enum.IsDefined(Profile))
        {
            faults.Add("Profile must be Fast, Standard or Thorough");
        }

        if ((Models & ~LocalModels.All) != LocalModels.None)
        {
            faults.Add("Models must be All, or some of Classifier, Segmenter and Detector");
        }
        else if (Asked == LocalModels.None)
        {
            faults.Add(
                Profile == LocalProfile.Fast
                    ? "the profile Fast asks the classifier alone, which is left out"
                    : "one of the classifier, segmenter and detector has to be asked"
            );
        }

        if ((Properties & ~(PixelProperties.Usual | PixelProperties.Formats)) != PixelProperties.None)
        {
            faults.Add("Properties must be some of Colours, Sharpness, Kinds and Formats");
        }

        return faults;
    }
}
