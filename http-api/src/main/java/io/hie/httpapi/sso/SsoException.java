package io.hie.httpapi.sso;

import io.hie.httpapi.openapi.ProblemType;

/** A login by a provider that does not come about; the text is for people, and holds no token. */
public final class SsoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ProblemType type;

  SsoException(ProblemType type, String message) {
    super(message);
    this.type = type;
  }

  SsoException(ProblemType type, String message, Throwable cause) {
    super(message, cause);
    this.type = type;
  }

  public ProblemType type() {
    return type;
  }

  static SsoException refused(String message) {
    return new SsoException(ProblemType.SSO_REFUSED, message);
  }

  static SsoException unavailable(String message, Throwable cause) {
    return new SsoException(ProblemType.SSO_UNAVAILABLE, message, cause);
  }

  /** The provider answers, and what it says does not go with the settings. */
  static SsoException misfit(String message) {
    return new SsoException(ProblemType.SSO_UNAVAILABLE, message);
  }
}
