package com.example.app.mlsvc;

import io.micrometer.common.KeyValue;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.http.client.observation.DefaultClientRequestObservationConvention;

/** Names a call by its path, where Spring's convention adds the query's placeholders to the tag `uri`. */
class MlsvcObservationConvention extends DefaultClientRequestObservationConvention {

  @Override
  protected KeyValue uri(ClientRequestObservationContext context) {
    KeyValue uri = super.uri(context);
    return KeyValue.of(uri.getKey(), uri.getValue().replaceFirst("\\?.*", ""));
  }
}
