package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Builds the tree of a YAML text. Plain words mean what they mean in YAML 1.2's core schema: {@code
 * no} and {@code 12:30} are texts. Aliases and merge keys are followed, within the same limits as
 * everything else; tags are refused, and nothing is ever constructed from them.
 */
final class YamlTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final int MAX_LINE = 200_000;

  private final Problems problems;
  private int values;

  YamlTree(Problems problems) {
    this.problems = problems;
  }

  JsonNode read(String text) throws UnreadableException {
    refuseLongLines(text);
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(DocumentReader.MAX_BYTES);
    limits.setNestingDepthLimit(DocumentReader.MAX_DEPTH);
    limits.setMaxAliasesForCollections(DocumentReader.MAX_VALUES);
    Node root;
    try {
      ParserImpl events = new ParserImpl(new StreamReader(text), limits);
      root = new Composer(events, new CoreSchema(), limits).getSingleNode();
    } catch (MarkedYAMLException fault) {
      throw explain(fault);
    } catch (YAMLException fault) {
      throw new UnreadableException(
          fault.getMessage().startsWith("Nesting Depth")
              ? "nested more than " + DocumentReader.MAX_DEPTH + " deep"
              : "a character that YAML does not allow, or a limit of YAML broken",
          "check the text for control characters");
    }
    if (root == null) {
      throw new UnreadableException("the document is empty", "write at least a name and items");
    }
    return value(root, Place.ROOT, 1);
  }

  /** The parser's time grows with the square of the length of an unbroken text. */
  private static void refuseLongLines(String text) throws UnreadableException {
    int line = 1;
    int start = 0;
    for (int end = text.indexOf('\n'); start <= text.length(); end = text.indexOf('\n', start)) {
      int stop = end < 0 ? text.length() : end;
      if (stop - start > MAX_LINE) {
        throw new UnreadableException(
            line,
            MAX_LINE + 1,
            "a line of YAML has more than " + MAX_LINE + " characters",
            "break it, or write JSON");
      }
      start = stop + 1;
      line++;
    }
  }

  private JsonNode value(Node node, String path, int depth) throws UnreadableException {
    if (depth > DocumentReader.MAX_DEPTH || ++values > DocumentReader.MAX_VALUES) {
      throw unreadable(
          node.getStartMark(),
          depth > DocumentReader.MAX_DEPTH
              ? "nested more than " + DocumentReader.MAX_DEPTH + " deep"
              : "more than " + DocumentReader.MAX_VALUES + " values",
          "look for aliases that contain themselves or each other");
    }
    return switch (node) {
      case ScalarNode scalar -> scalar(scalar);
      case SequenceNode sequence -> {
        refuseTag(sequence, Tag.SEQ);
        ArrayNode array = NODES.arrayNode();
        for (Node element : sequence.getValue()) {
          array.add(value(element, Place.index(path, array.size()), depth + 1));
        }
        yield array;
      }
      case MappingNode mapping -> object(mapping, path, depth);
      default -> throw unreadable(node.getStartMark(), "an alias without an anchor", "");
    };
  }

  private ObjectNode object(MappingNode mapping, String path, int depth)
      throws UnreadableException {
    refuseTag(mapping, Tag.MAP);
    ObjectNode object = NODES.objectNode();
    ObjectNode merged = NODES.objectNode();
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
        throw unreadable(
            entry.getKeyNode().getStartMark(), "a key that is not a text", "keys are single words");
      }
      String key = keyNode.getValue();
      String place = Place.key(path, key);
      if (keyNode.getTag().equals(Tag.MERGE)) {
        merge(entry.getValueNode(), merged, path, depth);
        continue;
      }
      JsonNode value = value(entry.getValueNode(), place, depth + 1);
      if (object.has(key)) {
        problems.error(
            place,
            "the key appears twice, again in line " + (keyNode.getStartMark().getLine() + 1),
            "remove one of the two");
      } else {
        object.set(key, value);
      }
    }
    merged
        .properties()
        .forEach(
            entry -> {
              if (!object.has(entry.getKey())) {
                object.set(entry.getKey(), entry.getValue());
              }
            });
    return object;
  }

  /** What {@code <<} brings in; what comes first wins, and the mapping's own keys win over all. */
  private void merge(Node from, ObjectNode merged, String path, int depth)
      throws UnreadableException {
    List<Node> sources = from instanceof SequenceNode list ? list.getValue() : List.of(from);
    for (Node source : sources) {
      if (!(value(source, path, depth + 1) instanceof ObjectNode object)) {
        throw unreadable(
            source.getStartMark(), "<< takes an alias of a mapping", "write <<: *name");
      }
      object
          .properties()
          .forEach(
              entry -> {
                if (!merged.has(entry.getKey())) {
                  merged.set(entry.getKey(), entry.getValue());
                }
              });
    }
  }

  private static JsonNode scalar(ScalarNode scalar) throws UnreadableException {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.STR) || tag.equals(Tag.MERGE)) {
      return NODES.textNode(text);
    }
    if (tag.equals(Tag.NULL)) {
      return NODES.nullNode();
    }
    try {
      if (tag.equals(Tag.BOOL) && CoreSchema.BOOL.matcher(text).matches()) {
        return NODES.booleanNode(text.charAt(0) == 't' || text.charAt(0) == 'T');
      }
      if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
        if (text.length() <= Numbers.MAX_DIGITS) {
          return Numbers.node(text);
        }
      }
    } catch (NumberFormatException notANumber) {
      throw unreadable(scalar.getStartMark(), "not a number, or too large", "write a smaller one");
    }
    throw unreadable(scalar.getStartMark(), "a tag is not taken here", "remove the ! tag");
  }

  private static void refuseTag(Node node, Tag natural) throws UnreadableException {
    if (!node.getTag().equals(natural)) {
      throw unreadable(node.getStartMark(), "a tag is not taken here", "remove the ! tag");
    }
  }

  private static UnreadableException explain(MarkedYAMLException fault) {
    Mark at = fault.getProblemMark() != null ? fault.getProblemMark() : fault.getContextMark();
    String problem = fault.getProblem() == null ? "" : fault.getProblem();
    // These quote the document, where a secret without quotation marks may start with * or !.
    if (at != null && problem.contains("alias")) {
      return unreadable(
          at, "an alias without an anchor", "put the text in quotation marks if it is one");
    }
    if (at != null && problem.toLowerCase(Locale.ROOT).contains("tag")) {
      return unreadable(
          at, "a tag is not taken here", "put the text in quotation marks if it is one");
    }
    String message = "this is not YAML: " + Shown.escape(problem.lines().findFirst().orElse(""));
    String hint =
        problem.contains("TAB") || problem.contains("\\t")
            ? "indent with spaces, not with tabs"
            : "check the indentation and the quotation marks here and in the line before";
    return at == null ? new UnreadableException(message, hint) : unreadable(at, message, hint);
  }

  private static UnreadableException unreadable(Mark at, String message, String hint) {
    return new UnreadableException(at.getLine() + 1, at.getColumn() + 1, message, hint);
  }

  /** What plain words mean: YAML 1.2, chapter 10.3, with decimal numbers only. */
  private static final class CoreSchema extends Resolver {
    static final Pattern BOOL = Pattern.compile("true|True|TRUE|false|False|FALSE");

    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, BOOL, "tTfF");
      addImplicitResolver(Tag.INT, Pattern.compile("[-+]?[0-9]+"), "-+0123456789");
      addImplicitResolver(
          Tag.FLOAT,
          Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?"),
          "-+.0123456789");
      addImplicitResolver(Tag.MERGE, Pattern.compile("<<"), "<");
      addImplicitResolver(Tag.NULL, Pattern.compile("~|null|Null|NULL| "), "~nN\0");
      addImplicitResolver(Tag.NULL, Pattern.compile(""), null);
    }
  }
}
