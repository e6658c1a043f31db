package io.hie.actormodel.envelope;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;

/** Reads JSON, FHIR's among it, as a {@link JsonNode}. */
public final class JsonContentParser implements ContentParser {
  private static final int MAX_DEPTH = 200;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @Override
  public List<String> contentTypes() {
    return List.of(ContentType.JSON, ContentType.FHIR_JSON);
  }

  @Override
  public JsonNode parse(MessageEnvelope envelope) {
    try {
      JsonNode tree = MAPPER.readTree(envelope.body().rawPayload().bytes());
      if (tree.isMissingNode()) {
        throw new UnreadableContentException("not JSON: nothing but blanks");
      }
      return tree;
    } catch (JacksonException notJson) {
      JsonLocation at = notJson.getLocation();
      throw new UnreadableContentException(
          at == null ? "not JSON" : "not JSON: fault at byte " + at.getByteOffset());
    } catch (IOException impossible) {
      throw new UnreadableContentException("not JSON");
    }
  }
}
