package io.hie.actormodel.production;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds the tree of a JSON text, with comments and trailing commas taken as people write them, and
 * with every key that appears twice reported instead of the last one winning in silence.
 */
final class JsonTree {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern WORD = Pattern.compile("^Unrecognized token '(.*?)'");
  private static final Pattern START = Pattern.compile("line: (\\d+), column: (\\d+)");

  private final Problems problems;
  private int values;

  JsonTree(Problems problems) {
    this.problems = problems;
  }

  JsonNode read(String text) throws UnreadableException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      JsonNode root = value(parser, Place.ROOT, 1);
      if (parser.nextToken() != null) {
        throw unreadable(
            parser.currentTokenLocation(),
            "there is more text after the end of the document",
            "one file holds one production");
      }
      return root;
    } catch (JsonProcessingException fault) {
      throw explain(fault);
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  private JsonNode value(JsonParser parser, String path, int depth)
      throws IOException, UnreadableException {
    if (depth > DocumentReader.MAX_DEPTH || ++values > DocumentReader.MAX_VALUES) {
      throw unreadable(
          parser.currentTokenLocation(),
          depth > DocumentReader.MAX_DEPTH
              ? "nested more than " + DocumentReader.MAX_DEPTH + " deep"
              : "more than " + DocumentReader.MAX_VALUES + " values",
          "no production needs this much");
    }
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(parser, path, depth);
      case START_ARRAY -> array(parser, path, depth);
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("not the start of a value: " + token);
    };
  }

  private static JsonNode number(JsonParser parser) throws IOException, UnreadableException {
    String text = parser.getText();
    if (text.length() <= Numbers.MAX_DIGITS) {
      try {
        return Numbers.node(text);
      } catch (NumberFormatException tooLarge) {
        // said below
      }
    }
    throw unreadable(
        parser.currentTokenLocation(), "a number out of all bounds", "write a smaller one");
  }

  private ObjectNode object(JsonParser parser, String path, int depth)
      throws IOException, UnreadableException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonLocation at = parser.currentTokenLocation();
      String place = Place.key(path, key);
      parser.nextToken();
      JsonNode value = value(parser, place, depth + 1);
      if (object.has(key)) {
        problems.error(
            place,
            "the key appears twice, again in line " + at.getLineNr(),
            "remove one of the two");
      } else {
        object.set(key, value);
      }
    }
    return object;
  }

  private ArrayNode array(JsonParser parser, String path, int depth)
      throws IOException, UnreadableException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser, Place.index(path, array.size()), depth + 1));
    }
    return array;
  }

  /** The parser's words, without what it quotes from the document: that may be a secret. */
  private static UnreadableException explain(JsonProcessingException fault) {
    String said = fault.getOriginalMessage();
    if (said.startsWith("Unexpected end-of-input")) {
      return unreadable(fault.getLocation(), "the document ends too early", notClosed(said));
    }
    if (said.startsWith("Unexpected close marker")) {
      return unreadable(
          fault.getLocation(), "a bracket or brace closes what is not open", notClosed(said));
    }
    if (said.startsWith("Illegal unquoted character")) {
      return unreadable(
          fault.getLocation(),
          "a control character within a text, such as the end of a line",
          "close the quotation marks on the same line, or write \\n or \\t");
    }
    Matcher word = WORD.matcher(said);
    if (word.find()) {
      JsonLocation end = fault.getLocation();
      return new UnreadableException(
          end.getLineNr(),
          Math.max(1, end.getColumnNr() - word.group(1).length()),
          "a word that is no JSON value",
          "write text in double quotation marks; only true, false and null go without");
    }
    if (said.startsWith("Unexpected character")) {
      return unreadable(
          fault.getLocation(),
          said.replaceAll("\\(code [^)]*\\)\\)", ")").replaceAll(" \\)", ")"),
          "look for a missing comma, colon or quotation mark just before");
    }
    return unreadable(fault.getLocation(), "this is not JSON", "check the text at this place");
  }

  private static String notClosed(String said) {
    Matcher start = START.matcher(said);
    return start.find()
        ? "what opens in line " + start.group(1) + " is not closed"
        : "a bracket, brace or quotation mark is not closed";
  }

  private static UnreadableException unreadable(JsonLocation at, String message, String hint) {
    return new UnreadableException(at.getLineNr(), at.getColumnNr(), message, hint);
  }
}
