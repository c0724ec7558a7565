// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.harness;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** The copy of a test class that lives in a bundle of the appliance. */
final class Probe {

    /** How long a parameter waits for its service. */
    private static final Duration SERVICE_WITHIN = Duration.ofSeconds(20);

    /** What is looked up inside; these packages have different classes outside, except for OSGi's own. */
    private static final List<String> SERVICES = List.of(
            "org.blockgraph.api.", "org.blockgraph.lock.", "org.osgi.service.", "org.apache.felix.service.");

    private final Bundle bundle;
    private final Class<?> copy;

    Probe(Bundle bundle, Class<?> testClass) throws ClassNotFoundException {
        this.bundle = bundle;
        this.copy = bundle.loadClass(testClass.getName());
    }

    /** Whether a parameter of this type is found inside. */
    static boolean givesInside(Class<?> type) {
        return type.getName().equals(BundleContext.class.getName())
                || type.isInterface() && SERVICES.stream().anyMatch(type.getName()::startsWith);
    }

    Object newInstance() throws ReflectiveOperationException {
        Constructor<?> constructor = copy.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    /** Calls the copy of a method; what it throws comes out as it is. */
    void call(Object instance, Method outside, List<Object> arguments) throws Throwable {
        Method method = counterpart(outside);
        Object[] values = new Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            Class<?> type = method.getParameterTypes()[i];
            values[i] = givesInside(type) ? find(type) : arguments.get(i);
        }
        method.setAccessible(true);
        try {
            method.invoke(instance, values);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The method of the same name whose parameter types have the same names. */
    private Method counterpart(Method outside) throws ReflectiveOperationException {
        Class<?> declaring = bundle.loadClass(outside.getDeclaringClass().getName());
        for (Method method : declaring.getDeclaredMethods()) {
            if (method.getName().equals(outside.getName())
                    && names(method.getParameterTypes()).equals(names(outside.getParameterTypes()))) {
                return method;
            }
        }
        throw new NoSuchMethodException(outside.toString());
    }

    private static List<String> names(Class<?>[] types) {
        return List.of(types).stream().map(Class::getName).toList();
    }

    private Object find(Class<?> type) throws InterruptedException {
        BundleContext context = bundle.getBundleContext();
        if (type == BundleContext.class) {
            return context;
        }
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context, type.getName(), null);
        tracker.open();
        Object service = tracker.waitForService(SERVICE_WITHIN.toMillis());
        if (service == null) {
            throw new AssertionError("no service " + type.getName() + " within " + SERVICE_WITHIN.toSeconds()
                    + " s; bundles that are not active: " + Bundles.notActive(context));
        }
        // The tracker stays open: the service is in use until the probe goes.
        return service;
    }
}
