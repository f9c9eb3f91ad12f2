# frozen_string_literal: true

# Compiles packages with all warnings, and loads each in a process of its own.
#
#     ruby -w check.rb PACKAGE…
#
# Where a package has `calls.rb`, that is run too. Whatever is printed is wrong.

require "digest"
require "json"
require "net/http"
require "openssl"
require "securerandom"
require "stringio"
require "time"
require "uri"

ARGV.each do |package|
  files = Dir[File.join(package, "**/*.rb"), File.join(package, "*.gemspec")]
  files.each do |file|
    RubyVM::InstructionSequence.compile_file(file)
  rescue SyntaxError => error
    warn error.message
  end
  main = Dir[File.join(package, "lib/*.rb")].first
  calls = File.join(package, "calls.rb")
  Process.wait(fork do
    specification = Gem::Specification.load(Dir[File.join(package, "*.gemspec")].first)
    warn "#{package} is no gem" unless specification && specification.files.length > 10
    $LOAD_PATH.unshift(File.dirname(main))
    require File.basename(main, ".rb")
    load calls if File.exist?(calls)
  rescue ScriptError, StandardError => error
    warn "#{package}: #{error.full_message(highlight: false)}"
  ensure
    $stderr.flush
    exit!(0)
  end)
end
