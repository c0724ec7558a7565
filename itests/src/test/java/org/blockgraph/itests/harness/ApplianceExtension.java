// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.harness;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Makes {@link InAppliance} so. */
final class ApplianceExtension
        implements BeforeAllCallback,
                AfterAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                ParameterResolver,
                InvocationInterceptor {

    /**
     * The appliance of the class or, where each test has its own, of the test; used by JUnit's thread only.
     */
    private TestAppliance appliance;

    /** The running test's instance inside, null between tests. */
    private Object inside;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (!isFresh(context)) {
            appliance = TestAppliance.start(context.getRequiredTestClass());
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        if (isFresh(context)) {
            appliance = TestAppliance.start(context.getRequiredTestClass());
        }
        inside = appliance.probe().newInstance();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        inside = null;
        if (isFresh(context)) {
            stop();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (!isFresh(context)) {
            stop();
        }
    }

    private void stop() throws Exception {
        if (appliance != null) {
            TestAppliance stopping = appliance;
            appliance = null;
            stopping.close();
        }
    }

    private static boolean isFresh(ExtensionContext context) {
        return context.getRequiredTestClass().getAnnotation(InAppliance.class).fresh();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return Probe.givesInside(parameter.getParameter().getType());
    }

    /** Nothing out here: the value is found inside, when the method is called there. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return null;
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<Void> outside, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        if (isFresh(context)) {
            throw new IllegalStateException("@BeforeAll has no appliance to run in: each test has its own");
        }
        callInside(outside, call);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<Void> outside, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        callInside(outside, call);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> outside, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        callInside(outside, call);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> outside, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        callInside(outside, call);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> outside, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        callInside(outside, call);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> outside, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        callInside(outside, call);
    }

    private void callInside(Invocation<Void> outside, ReflectiveInvocationContext<Method> call)
            throws Throwable {
        outside.skip();
        appliance.probe().call(inside, call.getExecutable(), call.getArguments());
    }
}
