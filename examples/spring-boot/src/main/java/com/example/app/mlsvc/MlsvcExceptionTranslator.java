package com.example.app.mlsvc;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpExchangeAdapterDecorator;
import org.springframework.web.service.invoker.HttpRequestValues;

/** Turns Spring's exceptions into those of the application, for calls that return a body. */
class MlsvcExceptionTranslator extends HttpExchangeAdapterDecorator {

  MlsvcExceptionTranslator(HttpExchangeAdapter adapter) {
    super(adapter);
  }

  @Override
  public <T> T exchangeForBody(HttpRequestValues values, ParameterizedTypeReference<T> bodyType) {
    try {
      return super.exchangeForBody(values, bodyType);
    } catch (RestClientResponseException answer) {
      throw MlsvcException.of(answer);
    } catch (ResourceAccessException failure) {
      throw MlsvcException.of(failure);
    }
  }
}
