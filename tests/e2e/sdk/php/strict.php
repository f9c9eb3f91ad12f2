<?php

declare(strict_types=1);

/**
 * What every program of the suite begins with: whatever PHP has to say is an error, and classes of packages are found as
 * Composer would find them.
 */

error_reporting(E_ALL);
ini_set('display_errors', 'stderr');
ini_set('zend.exception_ignore_args', '0');

set_error_handler(static function (int $level, string $text, string $file, int $line): bool {
    throw new ErrorException($text, 0, $level, $file, $line);
});

/** Finds the classes of a package, as its manifest says. */
function load_package(string $package): string
{
    $manifest = json_decode((string) file_get_contents($package . '/composer.json'), true, flags: JSON_THROW_ON_ERROR);
    [$prefix, $folder] = [array_key_first($manifest['autoload']['psr-4']), current($manifest['autoload']['psr-4'])];
    spl_autoload_register(static function (string $class) use ($package, $prefix, $folder): void {
        $file = $package . '/' . $folder . str_replace('\\', '/', substr($class, strlen($prefix))) . '.php';
        if (str_starts_with($class, $prefix) && is_file($file)) {
            require $file;
        }
    });
    return $prefix;
}
