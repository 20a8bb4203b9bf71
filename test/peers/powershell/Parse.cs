using System.Management.Automation.Language;
using System.Text.Json.Nodes;

/// PowerShell's parser. Standard input: a JSON array of scripts; standard output: for each the list of its syntax errors.
static class Parse
{
    public static int Run()
    {
        var scripts = JsonNode.Parse(Console.In.ReadToEnd())!.AsArray();
        Console.WriteLine(new JsonArray([.. scripts.Select(script => Errors((string)script!))]).ToJsonString());
        return 0;
    }

    static JsonNode Errors(string script)
    {
        Parser.ParseInput(script, out _, out var errors);
        return new JsonArray([.. errors.Select(error => (JsonNode?)$"{error.Extent.StartLineNumber}:{error.Extent.StartColumnNumber} {error.ErrorId} {error.Message}")]);
    }
}
