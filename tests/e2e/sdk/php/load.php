<?php

declare(strict_types=1);

/**
 * Compiles all classes of a package, and looks whether each is where its name says: `load.php PACKAGE…`. Several packages
 * may be given where none has a namespace of another.
 */

require __DIR__ . '/strict.php';

foreach (array_slice($argv, 1) as $package) {
    $prefix = load_package($package);
    $files = new RecursiveIteratorIterator(new RecursiveDirectoryIterator($package . '/src'));
    foreach ($files as $file) {
        if (!$file->isFile()) {
            continue;
        }
        $name = substr($file->getPathname(), strlen($package . '/src/'), -strlen('.php'));
        $class = $prefix . str_replace('/', '\\', $name);
        if (!class_exists($class) && !interface_exists($class)) {
            throw new LogicException($file->getPathname() . ' does not have ' . $class);
        }
        if ((new ReflectionClass($class))->getName() !== $class) {
            throw new LogicException($class . ' is not written as its file');
        }
    }
}
