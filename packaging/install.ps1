<#
.SYNOPSIS
Installs gettoken on Windows, for the current user.

.DESCRIPTION
    irm https://github.com/@REPOSITORY@/releases/latest/download/install.ps1 | iex

To pass parameters:

    & ([scriptblock]::Create((irm https://github.com/@REPOSITORY@/releases/latest/download/install.ps1))) -AddToPath

Works in Windows PowerShell 5.1 and PowerShell 7. The program is moved into its folder in one step,
after its hash was compared and it has printed its version.

.PARAMETER Version
Install this version instead of the latest.

.PARAMETER Dir
Install into this folder. Default: %LOCALAPPDATA%\Programs\gettoken

.PARAMETER From
Download from a mirror of https://github.com/@REPOSITORY@/releases. The checksums come from there
too.

.PARAMETER AddToPath
Add the folder to PATH of the current user.

.PARAMETER Uninstall
Remove the program. Profiles and the cache remain.
#>
param(
  [string] $Version = 'latest',
  [string] $Dir = '',
  [string] $From = 'https://github.com/@REPOSITORY@/releases',
  [switch] $AddToPath,
  [switch] $Uninstall
)

# A block of its own, so that nothing remains in the session of the user. It runs only when the
# whole script has arrived.
& {
  Set-StrictMode -Version 2
  $ErrorActionPreference = 'Stop'
  # Windows PowerShell downloads many times slower with a progress bar.
  $ProgressPreference = 'SilentlyContinue'

  $repository = '@REPOSITORY@'
  $archive = 'gettoken-windows-x64.zip'
  $releases = "https://github.com/$repository/releases"
  $issues = "https://github.com/$repository/issues"

  # Ends the script, but not the session of the user.
  function Stop-Install([string] $Message, [string] $Advice = '') {
    if ($Advice) { $Message = "$Message`n  -> $Advice" }
    throw $Message
  }

  function Assert-Platform {
    if ($env:OS -ne 'Windows_NT') {
      Stop-Install 'This script is for Windows' "Use install.sh: curl -fsSL $releases/latest/download/install.sh | sh"
    }
    $machine = $env:PROCESSOR_ARCHITECTURE
    # A 32-bit PowerShell on a 64-bit system.
    if ($env:PROCESSOR_ARCHITEW6432) { $machine = $env:PROCESSOR_ARCHITEW6432 }
    if ($machine -eq 'ARM64') {
      if ([Environment]::OSVersion.Version.Build -lt 22000) {
        Stop-Install 'Windows 10 on ARM64 does not run x64 programs' 'Use Windows 11'
      }
      Write-Host 'This is ARM64. Windows 11 runs the x64 program'
    } elseif ($machine -ne 'AMD64') {
      Stop-Install "No program for Windows on $machine" 'There are programs for x64; Windows 11 on ARM64 runs them too'
    }
  }

  # Accepts https, and http to this machine.
  function Test-Address([Uri] $Address) {
    if (-not $Address.IsAbsoluteUri) { return $false }
    return $Address.Scheme -eq 'https' -or ($Address.Scheme -eq 'http' -and $Address.IsLoopback)
  }

  function Get-Address {
    $base = $From.TrimEnd('/')
    if (-not (Test-Address $base)) { Stop-Install "-From is not an https URL: $From" }
    if ($Version -eq 'latest') { return "$base/latest/download" }
    $number = $Version -replace '^v', ''
    if ($number -notmatch '^\d+\.\d+\.\d+[0-9A-Za-z.+-]*$') { Stop-Install "Not a version: $Version" }
    return "$base/download/v$number"
  }

  # Downloads a file. One that came over http after a redirect is refused.
  function Get-File([string] $Address, [string] $Path) {
    try {
      $response = Invoke-WebRequest -UseBasicParsing -Uri $Address -OutFile $Path -PassThru
    } catch {
      Stop-Install "Cannot download ${Address}: $($_.Exception.Message)" 'Check the connection and the proxy, then run this again'
    }
    $reply = $response.BaseResponse
    # The two editions of PowerShell have different HTTP clients.
    if ($reply.PSObject.Properties['ResponseUri']) { $last = $reply.ResponseUri }
    else { $last = $reply.RequestMessage.RequestUri }
    if (-not (Test-Address $last)) { Stop-Install "$Address was redirected to $last, which is not https" }
  }

  # Get-FileHash and Expand-Archive are scripts, which the default policy of Windows does not run.
  function Get-Hash([string] $Path) {
    $stream = [IO.File]::OpenRead($Path)
    try { $hash = [Security.Cryptography.SHA256]::Create().ComputeHash($stream) }
    finally { $stream.Dispose() }
    return [BitConverter]::ToString($hash) -replace '-', ''
  }

  function Expand-Program([string] $Zip, [string] $Path) {
    Add-Type -AssemblyName 'System.IO.Compression'
    Add-Type -AssemblyName 'System.IO.Compression.FileSystem'
    $opened = [IO.Compression.ZipFile]::OpenRead($Zip)
    try {
      $entry = $opened.GetEntry('gettoken-windows-x64/gettoken.exe')
      [IO.Compression.ZipFileExtensions]::ExtractToFile($entry, $Path)
    } catch {
      Stop-Install "Cannot unpack ${archive}: $($_.Exception.Message)" "Check the free space in $Dir"
    } finally { $opened.Dispose() }
  }

  function Assert-Hash([string] $Sums, [string] $Path) {
    $expected = ''
    foreach ($line in Get-Content -LiteralPath $Sums) {
      if ($line -match '^([0-9a-f]{64}) [ *](.+)$' -and $Matches[2] -ceq $archive) { $expected = $Matches[1] }
    }
    if (-not $expected) { Stop-Install "SHA256SUMS has no line for $archive" }
    if ((Get-Hash $Path) -ne $expected) {
      Stop-Install "The SHA-256 of $archive is not that in SHA256SUMS" "Run this again. If it fails again, report it: $issues"
    }
    Write-Host 'SHA-256 is equal to that in SHA256SUMS'
    if ($From -ne $releases) { Write-Host '  (SHA256SUMS is from the same mirror)' }
  }

  # Runs a program. Returns its exit status and its output.
  function Invoke-Program([string] $Program, [string[]] $Arguments) {
    # Windows PowerShell makes an error of each line on stderr.
    $ErrorActionPreference = 'Continue'
    $output = & $Program @Arguments 2>&1 | ForEach-Object { "$_" }
    return @{ Status = $LASTEXITCODE; Output = (@($output) -join "`n").Trim() }
  }

  # Checks who built the archive, where GitHub's gh is logged in.
  function Assert-Attestation([string] $Path) {
    if (-not (Get-Command gh -CommandType Application -ErrorAction SilentlyContinue)) { return }
    $reason = ''
    if ($env:GH_HOST -and $env:GH_HOST -ne 'github.com') { $reason = 'gh is set to another host' }
    elseif ((Invoke-Program 'gh' @('attestation', 'verify', '--help')).Status -ne 0) { $reason = 'this gh is too old' }
    elseif ((Invoke-Program 'gh' @('auth', 'token')).Status -ne 0) { $reason = 'gh is not logged in' }
    if ($reason) {
      Write-Host "The attestation was not checked: $reason"
      return
    }
    $check = Invoke-Program 'gh' @('attestation', 'verify', $Path, '--repo', $repository)
    if ($check.Status -eq 0) {
      Write-Host "The attestation is valid: built by $repository"
    } elseif ($check.Output -match 'HTTP (401|403|5\d\d)|error connecting|dial tcp|timeout') {
      Write-Host "The attestation was not checked: $($check.Output)"
    } else {
      Stop-Install "gh found no valid attestation of ${archive}: $($check.Output)" "Do not use this file. Report it: $issues"
    }
  }

  function Assert-Runs([string] $Program) {
    $run = Invoke-Program $Program @('--version')
    if ($run.Status -ne 0 -or $run.Output -notmatch '^gettoken \d') {
      Stop-Install "The program does not run here: $($run.Output)" "Report it: $issues"
    }
    if ($Version -ne 'latest' -and $run.Output -ne "gettoken $($Version -replace '^v', '')") {
      Stop-Install "The program of version $Version printed: $($run.Output)" "Report it: $issues"
    }
    return $run.Output
  }

  # Moves the program into place. A program that is running can be renamed, but not replaced.
  function Move-Program([string] $New, [string] $Program, [string] $Work) {
    $old = Join-Path $Work 'old.exe'
    $hasOld = Test-Path -LiteralPath $Program
    if ($hasOld) { Move-Item -LiteralPath $Program -Destination $old }
    try {
      Move-Item -LiteralPath $New -Destination $Program
    } catch {
      if ($hasOld) { Move-Item -LiteralPath $old -Destination $Program }
      throw
    }
  }

  # The folders in PATH of the user, with variables such as %USERPROFILE% as they are.
  function Get-UserPath {
    $value = (Get-Item 'HKCU:\Environment').GetValue('Path', '', 'DoNotExpandEnvironmentNames')
    return @($value -split ';' | Where-Object { $_ })
  }

  function Set-UserPath([string[]] $Folders) {
    Set-ItemProperty 'HKCU:\Environment' -Name Path -Value ($Folders -join ';') -Type ExpandString
    # Setting any variable makes Windows report the change to other programs.
    [Environment]::SetEnvironmentVariable('GETTOKEN_INSTALL', $null, 'User')
  }

  function Write-PathAdvice {
    $onPath = @($env:Path -split ';' | ForEach-Object { $_.TrimEnd('\') }) -contains $Dir
    if ($AddToPath) {
      $folders = @(Get-UserPath)
      if ($folders -notcontains $Dir) { Set-UserPath (@($Dir) + $folders) }
      Write-Host 'The folder is on PATH of this user. Open a new terminal'
    } elseif (-not $onPath) {
      Write-Host '  -> The folder is not on PATH. Run this again with -AddToPath, or for this session:'
      Write-Host "     `$env:Path = '$($Dir -replace "'", "''");' + `$env:Path"
    } else {
      $first = Get-Command gettoken -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
      if ($first -and (Split-Path $first.Path).TrimEnd('\') -ne $Dir) {
        Write-Host "warning: $($first.Path) comes first on PATH"
        Write-Host '  -> Remove it, or put this folder before it'
      }
    }
  }

  function Install-Program {
    $address = Get-Address
    # A folder of the same disk as the program, so that it can be moved in one step.
    $work = Join-Path $Dir ('.gettoken-' + [Guid]::NewGuid())
    try {
      $null = [IO.Directory]::CreateDirectory($work)
    } catch {
      Stop-Install "Cannot write to ${Dir}: $($_.Exception.Message)" 'Name a folder that you can write to: -Dir FOLDER'
    }
    try {
      Write-Host "Downloading $archive ($Version)"
      Write-Host "  from $address"
      $zip = Join-Path $work $archive
      $sums = Join-Path $work 'SHA256SUMS'
      Get-File "$address/SHA256SUMS" $sums
      Get-File "$address/$archive" $zip
      Assert-Hash $sums $zip
      Assert-Attestation $zip
      $new = Join-Path $work 'gettoken.exe'
      Expand-Program $zip $new
      $installed = Assert-Runs $new
      Move-Program $new $program $work
      Write-Host "Installed ${installed}: $program"
    } finally {
      Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
      # An old program that was running could not be removed.
      Get-ChildItem -LiteralPath $Dir -Directory -Force -Filter '.gettoken-*' |
        Where-Object { Test-Path -LiteralPath (Join-Path $_.FullName 'old.exe') } |
        Remove-Item -Recurse -Force -ErrorAction SilentlyContinue
    }
    Write-PathAdvice
  }

  function Uninstall-Program {
    if (-not (Test-Path -LiteralPath $program)) {
      Stop-Install "There is no gettoken.exe in $Dir" 'Name its folder: -Uninstall -Dir FOLDER'
    }
    Remove-Item -LiteralPath $program
    Write-Host "Removed $program"
    # Other programs may use another folder.
    if ($Dir -eq $ownFolder) {
      $folders = @(Get-UserPath)
      if ($folders -contains $Dir) { Set-UserPath @($folders | Where-Object { $_ -ne $Dir }) }
      Remove-Item -LiteralPath $Dir -Recurse -Force
    }
    foreach ($kept in (Join-Path $env:APPDATA 'gettoken'), (Join-Path $env:LOCALAPPDATA 'gettoken')) {
      if (Test-Path -LiteralPath $kept) { Write-Host "Not removed: $kept (profiles, providers or the token cache)" }
    }
  }

  # Windows PowerShell may offer old protocols only.
  [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
  Assert-Platform
  $ownFolder = Join-Path $env:LOCALAPPDATA 'Programs\gettoken'
  if (-not $Dir) { $Dir = $ownFolder }
  $Dir = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Dir).TrimEnd('\')
  $program = Join-Path $Dir 'gettoken.exe'
  if ($Uninstall) { Uninstall-Program } else { Install-Program }
}
