package io.hie.persistence.kafka.log;

import java.util.Arrays;

/**
 * What a serializer of Pekko made of an object. The text form says only how long it is.
 *
 * @param bytes not to be changed by anyone
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record Serialized(int serializerId, String manifest, byte[] bytes) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Serialized that
        && serializerId == that.serializerId
        && manifest.equals(that.manifest)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * serializerId + manifest.hashCode()) + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Serialized[" + serializerId + ", " + manifest + ", " + bytes.length + " bytes]";
  }
}
