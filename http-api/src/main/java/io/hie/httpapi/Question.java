package io.hie.httpapi;

import io.hie.httpapi.access.Operations;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, whoever asks.
 *
 * @param found the operation; null if there is no such one
 * @param fault what is wrong with how it is asked; null if nothing is
 * @param reason why, as the caller says; empty if that is not said
 * @param key by which it may be repeated
 * @param seen the version that the caller has seen; null if any may be the present one
 * @param blind whether it would have to say which version it has seen, and does not
 * @param target the path, as the audit trail may show it
 */
record Question(
    Operations.@Nullable Found found,
    @Nullable HttpResponse fault,
    String reason,
    @Nullable String key,
    @Nullable Long seen,
    boolean blind,
    String target) {

  static Question none() {
    return new Question(null, null, "", null, null, false, "");
  }

  static Question wrong(Operations.Found found, HttpResponse fault) {
    return new Question(found, fault, "", null, null, false, "");
  }
}
