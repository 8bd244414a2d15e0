using ImageTagging.TestSupport;

namespace ImageTagging.Onnx.Tests.TwoTower;

/// <summary>Two towers of random weights in the shape of SigLIP 2, with their tokenizer and card.</summary>
internal static class SigLipFiles
{
    public static TwoTowerFiles Write(TempFolder folder)
    {
        var pieces = Pieces();
        var files = new TwoTowerFiles(224, 16, pieces.Length, 768, 11);
        File.WriteAllBytes(folder.File("spiece.model"), TwoTowerFiles.SentencePiece(1, pieces));
        File.WriteAllBytes(folder.File("image.onnx"), files.Images("pixel_values", "pooler_output"));
        File.WriteAllBytes(folder.File("text.onnx"), files.Texts("input_ids", null, "pooler_output", 64));
        File.WriteAllText(
            folder.File("siglip.json"),
            """
            {
              "name": "siglip2-random",
              "image": {
                "file": "image.onnx",
                "input": { "width": 224, "height": 224, "scale": 0.00392156862745098, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5] },
                "output": "pooler_output"
              },
              "text": {
                "file": "text.onnx", "ids": "input_ids", "output": "pooler_output",
                "tokenizer": { "sentencePiece": "spiece.model", "length": 64, "padding": 0, "end": 1 }
              },
              "prompts": ["this is a photo of {}."],
              "scale": 8, "bias": -0.5,
              "words": ["cat", "red cat", "the sea", "zebra"],
              "minConfidence": 30
            }
            """
        );
        return files;
    }

    public static (string Piece, float Score, int Type)[] Pieces() =>
        [
            ("<pad>", 0, 3),
            ("<eos>", 0, 3),
            ("<bos>", 0, 3),
            ("<unk>", 0, 2),
            ("▁a", -2.5f, 1),
            ("▁photo", -3, 1),
            ("▁of", -2.7f, 1),
            ("▁this", -4, 1),
            ("▁is", -3.2f, 1),
            ("▁red", -6.1f, 1),
            ("▁cat", -6.3f, 1),
            ("▁the", -2.2f, 1),
            ("▁se", -5, 1),
            ("a", -4.1f, 1),
            ("▁sea", -9.5f, 1),
            .. "▁bcdefghijklmnopqrstuvwxyz.".Select((c, i) => (c.ToString(), -7f - (i * 0.13f), 1)),
        ];
}
