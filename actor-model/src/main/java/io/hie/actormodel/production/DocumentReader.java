package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Turns the bytes of a document into a tree, whether they are JSON or YAML, and holds the limits
 * that keep a hostile document from taking the node's memory.
 */
final class DocumentReader {
  static final int MAX_BYTES = 10 * 1024 * 1024;
  static final int MAX_DEPTH = 64;

  /** Counted after YAML aliases are followed. */
  static final int MAX_VALUES = 500_000;

  private DocumentReader() {}

  /**
   * Reads a document.
   *
   * @param fileName decides only between JSON and YAML's own braces; may be empty
   * @param problems told of keys that appear twice
   * @throws UnreadableException with line and column if there is no tree to check
   */
  static JsonNode read(byte[] bytes, String fileName, Problems problems)
      throws UnreadableException {
    String text = decode(bytes);
    return switch (firstSignificant(text)) {
      case '\0' ->
          throw new UnreadableException("the document is empty", "write at least a name and items");
      case '{', '[' -> isYamlFile(fileName) ? braces(text, problems) : json(text, problems);
      default -> new YamlTree(problems).read(text);
    };
  }

  private static JsonNode json(String text, Problems problems) throws UnreadableException {
    return new JsonTree(problems).read(text);
  }

  /** Text with braces in a file that says it is YAML: JSON if it is, else YAML's flow style. */
  private static JsonNode braces(String text, Problems problems) throws UnreadableException {
    Problems ofJson = new Problems();
    try {
      JsonNode tree = json(text, ofJson);
      problems.addAll(ofJson);
      return tree;
    } catch (UnreadableException notJson) {
      return new YamlTree(problems).read(text);
    }
  }

  private static boolean isYamlFile(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  /** The first character that is neither space nor comment, or NUL if there is none. */
  private static char firstSignificant(String text) {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '#' || text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        at = end < 0 ? text.length() : end + 2;
      } else {
        return c;
      }
    }
    return '\0';
  }

  private static String decode(byte[] bytes) throws UnreadableException {
    if (bytes.length > MAX_BYTES) {
      throw new UnreadableException(
          "the document has " + bytes.length + " bytes; at most " + MAX_BYTES + " are read",
          "split it into several productions");
    }
    if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
      throw new UnreadableException("the document is UTF-16", "save it as UTF-8");
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer text = CharBuffer.allocate(bytes.length + 1);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CoderResult result = decoder.decode(in, text, true);
    text.flip();
    if (result.isError()) {
      String before = text.toString();
      int lineStart = before.lastIndexOf('\n') + 1;
      int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
      throw new UnreadableException(
          line, before.length() - lineStart + 1, "the bytes are not UTF-8", "save it as UTF-8");
    }
    String all = text.toString();
    return all.startsWith("\uFEFF") ? all.substring(1) : all;
  }

  private static boolean startsWith(byte[] bytes, int first, int second) {
    return bytes.length >= 2 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
  }
}
