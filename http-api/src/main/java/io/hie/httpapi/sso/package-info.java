/**
 * Logging in at an identity provider by OpenID Connect. {@link io.hie.httpapi.sso.SingleSignOn} is
 * the way of one login, from the redirect to the provider to who it is; {@link
 * io.hie.httpapi.sso.SsoSettings} says where the provider is and what its groups are here.
 */
@NullMarked
package io.hie.httpapi.sso;

import org.jspecify.annotations.NullMarked;
