using System.Buffers;
using System.Text;
using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Grains.Tests.Document;

public class DocumentWriterTests
{
    private const string WithoutLiterals = """
        {
          "backends": {
            "azure-gpt": {
              "format": "openai",
              "url": "https://contoso.openai.azure.com/openai/v1",
              "model": "gpt-4o",
              "credentials": {
                "header": {
                  "name": "api-key",
                  "value": "Bearer ${env:KEY}"
                }
              },
              "timeouts": {
                "firstContent": "00:00:45",
                "idle": "00:00:20.5"
              },
              "headers": {
                "x-file": "${file:/run/key}"
              }
            },
            "claude": {
              "format": "anthropic",
              "url": "https://api.anthropic.com",
              "anthropicVersion": "2023-06-01",
              "betas": [
                "a",
                "b"
              ]
            }
          },
          "apis": {
            "llm": {
              "path": "/llm/v1",
              "displayName": "Modèles",
              "default": true,
              "aliases": {
                "gpt": {
                  "targets": [
                    {
                      "backend": "azure-gpt",
                      "priority": 1,
                      "weight": 90
                    },
                    {
                      "backend": "claude",
                      "priority": 2,
                      "weight": 100
                    }
                  ]
                }
              }
            }
          },
          "products": {
            "starter": {
              "apis": {
                "llm": [
                  "*"
                ]
              }
            }
          },
          "subscriptions": {}
        }
        """;

    [Fact]
    public void A_document_in_this_form_comes_back_to_the_byte() => Assert.Equal(WithoutLiterals, Write(WithoutLiterals));

    [Fact]
    public void A_secret_is_a_mask_and_reading_the_export_says_which_ones_are_missing()
    {
        var export = Write(Documents.Complete);

        Assert.DoesNotContain(Documents.Canary, export, StringComparison.Ordinal);
        Assert.DoesNotContain("demo-key", export, StringComparison.Ordinal);
        Assert.Contains($"\"fingerprint\": \"{Documents.Sealer.Fingerprint("canary-4711-literal")}\"", export, StringComparison.Ordinal);
        Assert.Equal(
            ["backends.azure-gpt.headers.x-team", "subscriptions.team-a.keys[0]", "subscriptions.team-a.keys[1]"],
            Documents.Read(export).Mistakes.Select(mistake => mistake.Path));
    }

    [Fact]
    public void An_alias_comes_back_as_it_was_read()
    {
        const string json = """
            {"targets":[{"backend":"b"},{"backend":"c","priority":2,"weight":0},{"backend":"d","priority":2}],
             "contentSafety":{"endpoint":"https://s.example","credentials":{"header":{"name":"k","value":"${env:KEY}"}},"shieldPrompt":true}}
            """;
        var alias = AliasJson.Read(Encoding.UTF8.GetBytes(json), Documents.References).OrThrow();
        var written = new ArrayBufferWriter<byte>();
        AliasJson.Write(written, alias);

        var again = AliasJson.Read(written.WrittenSpan, Documents.References).OrThrow();
        Assert.Equal(alias.Targets, again.Targets);
        Assert.Equal(alias.ContentSafety!.Credentials, again.ContentSafety!.Credentials);
        Assert.Equal(("${env:KEY}", true), (again.ContentSafety.Credentials!.Header!.Value.Reference, again.ContentSafety.ShieldPrompt));
        Assert.Equal([(1, 100), (2, 0), (2, 100)], alias.Targets.Select(target => (target.Priority, target.Weight)));
    }

    [Theory]
    [InlineData("", "alias")]
    [InlineData("{ \"targets\": [ { \"backend\": \"b\" }, ] }", "alias")] // strict: no trailing comma
    [InlineData("{ \"targets\": [ { \"backend\": \"b\" } ] /* nor comments */ }", "alias")]
    [InlineData("[]", "document")]
    [InlineData("{ \"targets\": [ { \"backend\": \"a b\" } ] }", "targets[0].backend")]
    [InlineData("{ \"targets\": [ { \"backend\": \"b\", \"wieght\": 1 } ], \"rollout\": 1 }", "rollout targets[0].wieght")]
    [InlineData("{ \"targets\": [] }", "targets")]
    public void An_alias_with_mistakes_is_refused_with_their_paths(string json, string paths)
    {
        var reading = AliasJson.Read(Encoding.UTF8.GetBytes(json), Documents.References);

        Assert.Null(reading.Alias);
        Assert.Equal(paths, string.Join(' ', reading.Mistakes.Select(mistake => mistake.Path)));
    }

    private static string Write(string json)
    {
        var written = new ArrayBufferWriter<byte>();
        DocumentWriter.Write(written, Documents.Valid(json).Seal(Documents.Sealer, Documents.Hasher));
        return Encoding.UTF8.GetString(written.WrittenSpan);
    }
}
